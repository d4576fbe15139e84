/** The variables by which the processes of our trees are found again in their environments. */
export interface Marks {
  /** How the names of all of them begin, but those of trees that may be let go. */
  readonly prefix: string;
  /** For the next tree: one unique *name*, so that a tree inside a tree carries both, and ending the outer one finds the inner. */
  next(mayBeLetGo: boolean): string;
  /**
   * If this host is itself a member of a tree, its programs are, too, also those that are given an exact environment: the
   * outer host must find them.
   */
  readonly outer: Readonly<Record<string, string>>;
}

export function createMarks(): Marks {
  // Unlike any other, not secret: loading node:crypto for it would cost each host more than a millisecond.
  const token = `${process.pid.toString(36)}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const prefix = `LEASH_${token}_`;
  let trees = 0;
  const outer = Object.entries(process.env).filter(([name]) => /^LEASH_(LEAVE_)?[0-9a-z]+_\d+$/.test(name));
  return {
    prefix,
    // A tree that will be let go has a name that the guardian is not looking for, only the one that it was told.
    next: (mayBeLetGo) => (mayBeLetGo ? `LEASH_LEAVE_${token}_${++trees}` : `${prefix}${++trees}`),
    outer: Object.fromEntries(outer) as Record<string, string>,
  };
}
