import type { SignalName, Survivor } from "../../outcome.ts";
import type { ProcessEntry, ProcessTable } from "../../platform/process-table.ts";
import type { Census, LeaderEnd, Tree } from "../types.ts";
import { createRoster } from "./roster.ts";
import type { Leader } from "./roster.ts";
import { createStriker } from "./strike.ts";
import { waitForEmpty } from "./wait.ts";

/** The acts on a tree that nobody holds. */
export type Search = Pick<Tree, "signal" | "kill" | "census" | "whenEmpty">;

const ASKS_FOR_THE_END: ReadonlySet<SignalName> = new Set(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);

/**
 * A tree whose members are found again each time by what ties them to it (see `membership.ts`); whoever was found once is
 * remembered by identity.
 *
 * Limit: a process that left the session, cleared its environment, and lost its ancestors before anyone looked is not found.
 *
 * @param isReaped has the leader's status been asked for? From then on its number may be given out again.
 */
export function searchFor(
  leader: Leader,
  table: ProcessTable,
  leaderEnd: Promise<LeaderEnd>,
  isReaped: () => boolean,
): Search {
  const roster = createRoster(table, leader, isReaped);
  const striker = createStriker(roster, leader.pid, isReaped);
  let killing = false;

  const survivor = (entry: ProcessEntry): Survivor => ({
    pid: entry.pid,
    name: entry.name,
    state: entry.state,
    why: striker.isRefused(entry.pid) ? "not-permitted" : entry.state === "D" ? "uninterruptible" : "did-not-end",
  });

  const census = (): Census => {
    const { members, proof, newcomers } = killing ? striker.killFound() : roster.look();
    const alive = killing ? members.filter((member) => roster.refresh(member) !== null) : members;
    if (alive.length > 0 || !isReaped()) return { state: "alive", members: alive.map(survivor), newcomers };
    // Whoever was killed just now may have forked in its last moment: only a search that found nobody counts.
    if (members.length > 0 || proof === "unstable") return { state: "unsure" };
    return { state: "empty", proof: proof === "stable" ? "stable-scan" : "unverified" };
  };

  /** One member that lives is an answer to "is it empty?", and much cheaper than a search. */
  const glance = (): Census => {
    const one = killing ? null : roster.anyoneKnown();
    return one === null ? census() : { state: "alive", members: [survivor(one)], newcomers: 0 };
  };

  return {
    signal: (signal) => striker.strikeAll(ASKS_FOR_THE_END.has(signal) ? [signal, "SIGCONT"] : [signal]),
    kill: () => {
      killing = true;
    },
    census,
    whenEmpty: () => waitForEmpty(glance, leaderEnd, () => killing),
  };
}
