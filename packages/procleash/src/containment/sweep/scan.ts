import type { ProcessEntry, ProcessTable } from "../../platform/process-table.ts";
import { membersOf } from "./membership.ts";
import type { Evidence } from "./membership.ts";

export interface Scan {
  readonly members: readonly ProcessEntry[];
  /**
   * `stable`: whoever is not in `members` was not there. `unstable`: somebody may have been missed. `unprovable`: this
   * system does not tell enough to say.
   */
  readonly proof: "stable" | "unstable" | "unprovable";
}

/**
 * Searches the machine for the members of a tree.
 *
 * A list of processes is no snapshot: while it is read, a member can fork and exit, and the child gets a number that the
 * reading has passed. The pid that the kernel gave out last tells: if it is the same before and after, nobody was created
 * meanwhile and the list is complete. If it moved, only the numbers between are new, so they alone are looked at, until it
 * stands still. (On a machine that is never still, repeating the whole search would never end.)
 *
 * @param onlyYoungerThan search only pids given out after this one; null for all. Only while it is certain that the
 * numbers have not come around.
 * @param found called with members as soon as they are known, while the search goes on.
 */
export function scan(
  table: ProcessTable,
  evidence: Evidence,
  onlyYoungerThan: number | null,
  found: (members: readonly ProcessEntry[]) => void,
): Scan {
  let newest = table.newestPid();
  const fewNew =
    newest !== null && onlyYoungerThan !== null && newest >= onlyYoungerThan && newest - onlyYoungerThan <= FEW;
  // Nobody at all was created since: the commonest end of a run costs one read of one small file.
  if (fewNew && newest === onlyYoungerThan) return { members: [], proof: "stable" };

  const entries = fewNew ? between(table, onlyYoungerThan, newest as number) : table.entries();
  for (let round = 0; ; round++) {
    const { members, unsure } = membersOf(entries, evidence);
    found(members);
    if (newest === null) return { members, proof: table.tellsNewestPid ? "unstable" : "unprovable" };
    const now = table.newestPid();
    // Looked at after the members were judged: one that forked and ended while it was judged has moved the number.
    if (now === newest) return { members, proof: unsure ? "unstable" : "stable" };
    if (now === null || now < newest || now - newest > MANY || round >= ROUNDS) return { members, proof: "unstable" };
    entries.push(...between(table, newest, now));
    newest = now;
  }
}

/** Up to so many numbers, asking for each is cheaper than listing all processes. */
const FEW = 64;
/** A jump larger than this is a storm; listing anew is cheaper then. */
const MANY = 512;
const ROUNDS = 200;

function between(table: ProcessTable, above: number, upTo: number): ProcessEntry[] {
  const found: ProcessEntry[] = [];
  for (let pid = above + 1; pid <= upTo; pid++) {
    const entry = table.entry(pid);
    // Threads take numbers too, and answer to them, though no list shows them.
    if (entry !== null && table.isProcess(pid)) found.push(entry);
  }
  return found;
}
