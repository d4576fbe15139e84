/**
 * What a system can tell about its processes. An adapter answers single questions about this moment; it has no timer,
 * no policy and no text for users. A process may be gone, or its number given to another, as soon as the answer is given:
 * whoever acts on it compares identities (pid and start time) first.
 */
export interface ProcessTable {
  /** Can it say which pid was given out last? Without that, no search can be proved complete. */
  readonly tellsNewestPid: boolean;
  /**
   * The pid that the kernel gave out last (threads count), in this pid namespace; null if the system does not tell. Two
   * equal answers mean that no process was created between them, unless every pid was given out in between.
   */
  newestPid(): number | null;
  /** One process (or thread, see `isProcess`), or null if there is none of that number. Zombies are listed, kernel threads are not. */
  entry(pid: number): ProcessEntry | null;
  /** Is it the number of a process, not of one of its further threads? */
  isProcess(pid: number): boolean;
  /** All processes, in no promised order. */
  entries(): ProcessEntry[];
  /** Was the program started with that variable in its environment? */
  carries(pid: number, variable: string): Carries;
}

/** `starting`: the process is between two programs, ask again. `unreadable`: it is gone, or of another user. */
export type Carries = "yes" | "no" | "starting" | "unreadable";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the system does not tell. */
  readonly session: number;
  /** One letter, as `ps` shows it: R S D T Z X … */
  readonly state: string;
  /** When it started, in the system's own unit: compare only for equality and order. */
  readonly start: number;
  /** The short name of the program. */
  readonly name: string;
}

/** Still runs or can run again. A zombie is dead: it only waits for its parent to ask. */
export function isLive(entry: ProcessEntry): boolean {
  return entry.state !== "Z" && entry.state !== "X" && entry.state !== "x";
}

/** When a process started, or null if that cannot be had at once: it was started, and must be held all the same. */
export function startOf(table: ProcessTable, pid: number): number | null {
  // ps(1) would cost more than the start itself.
  if (!table.tellsNewestPid) return null;
  try {
    return table.entry(pid)?.start ?? null;
  } catch {
    // No descriptor is free to read with (EMFILE).
    return null;
  }
}
