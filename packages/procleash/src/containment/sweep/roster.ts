import type { Carries, ProcessEntry, ProcessTable } from "../../platform/process-table.ts";
import { isLive } from "../../platform/process-table.ts";
import { scan } from "./scan.ts";
import type { Scan } from "./scan.ts";

/** Who is known to belong to a tree. It forgets nobody who lives, and asks about each stranger once. */
export interface Roster {
  /** Searches the machine. `found` is called with members as soon as they are known, while the search goes on. */
  look(found?: (members: readonly ProcessEntry[]) => void): Look;
  /** Somebody who was found before and still lives: a cheap answer to "is it empty?". */
  anyoneKnown(): ProcessEntry | null;
  /** The process as it is now, or null if it is dead. When the system cannot be asked: as it was. */
  refresh(member: ProcessEntry): ProcessEntry | null;
}

export interface Look extends Scan {
  /** How many of the members had not been seen before. */
  readonly newcomers: number;
}

export interface Leader {
  readonly pid: number;
  /** null where it cannot be told. */
  readonly start: number | null;
  /** The name of the variable in the environment of this run, and of no other. */
  readonly variable: string;
  /** When it was started: `performance.now()`, ms. */
  readonly since: number;
}

/** Below this age of a run, the kernel cannot have given out all numbers once (32,768 on small systems) since its start. */
const FRESH_MS = 250;

/** @param isReaped has the leader's status been asked for? From then on its number may be given out again. */
export function createRoster(table: ProcessTable, leader: Leader, isReaped: () => boolean): Roster {
  const known = new Map<number, ProcessEntry>();
  const strangers = new Map<number, number>();

  const carries = (entry: ProcessEntry): Carries => {
    if (strangers.get(entry.pid) === entry.start) return "no";
    const answer = table.carries(entry.pid, leader.variable);
    // A variable can only be inherited: whoever runs without it will not get it later.
    if (answer === "no" || answer === "unreadable") strangers.set(entry.pid, entry.start);
    return answer;
  };

  const refresh = (member: ProcessEntry): ProcessEntry | null => {
    try {
      const now = table.entry(member.pid);
      return now !== null && now.start === member.start && isLive(now) ? now : null;
    } catch {
      // No descriptor is free to read with (EMFILE): nobody is called dead for that.
      return member;
    }
  };

  return {
    refresh,
    look: (found = () => {}) => {
      const fresh = isReaped() && performance.now() - leader.since < FRESH_MS;
      let seen: Scan;
      try {
        seen = scan(table, { leader, leaderReaped: isReaped(), known, carries }, fresh ? leader.pid : null, found);
      } catch {
        // Nothing can be read now (EMFILE, ENOMEM): nobody was seen, and that proves nothing.
        return { members: [], proof: "unstable", newcomers: 0 };
      }
      let newcomers = 0;
      for (const member of seen.members) {
        if (known.get(member.pid)?.start !== member.start) newcomers++;
        known.set(member.pid, member);
      }
      return { ...seen, newcomers };
    },
    anyoneKnown: () => {
      for (const member of known.values()) {
        if (refresh(member) !== null) return member;
        known.delete(member.pid);
      }
      return null;
    },
  };
}
