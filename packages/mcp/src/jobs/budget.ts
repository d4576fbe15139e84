/** So many bytes in all; who takes some gives them back. */
export interface Budget {
  readonly total: number;
  readonly used: number;
  /** False, and nothing taken, if there is not enough left. */
  take(bytes: number): boolean;
  giveBack(bytes: number): void;
}

export function createBudget(total: number): Budget {
  let used = 0;
  return {
    total,
    get used() {
      return used;
    },
    take: (bytes) => {
      if (used + bytes > total) return false;
      used += bytes;
      return true;
    },
    giveBack: (bytes) => {
      used -= bytes;
    },
  };
}
