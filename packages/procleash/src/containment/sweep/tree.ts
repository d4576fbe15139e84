import type { ChildProcess } from "node:child_process";
import type { SignalName, Survivor } from "../../outcome.ts";
import type { Guardian, Ward } from "../../guardian/guardian.ts";
import type { ProcessEntry, ProcessTable } from "../../platform/process-table.ts";
import type { Census, LeaderEnd, Tree } from "../types.ts";
import { createRoster } from "./roster.ts";
import { createStriker } from "./strike.ts";
import { waitForEmpty } from "./wait.ts";

/** What the sweep holds a tree by. */
export interface Hold {
  readonly table: ProcessTable;
  readonly guardian: Guardian;
  readonly hostDeath: Tree["hostDeath"];
  /** The name of the variable in the environment of this run, and of no other. */
  readonly variable: string;
}

const ASKS_FOR_THE_END: ReadonlySet<SignalName> = new Set(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);

/**
 * A tree under the sweep: nobody holds its members, they are found again each time by what ties them to it (see
 * `membership.ts`), and whoever was found once is remembered by identity.
 *
 * Limit: a process that left the session, cleared its environment, and lost its ancestors before anyone looked is not found.
 */
export function holdTree(child: ChildProcess, pid: number, { table, guardian, hostDeath, variable }: Hold): Tree {
  // Read in the tick of the start: libuv has not asked for the child's status yet, so the number is still the child's.
  const start = startOf(table, pid);
  const ward: Ward = { pid, start: start ?? 0, variable };
  guardian.add(ward);

  let reaped = false;
  let killing = false;
  const leader = new Promise<LeaderEnd>((resolve) => {
    child.once("exit", (code, signal) => {
      reaped = true;
      resolve(signal === null ? { kind: "exit", code: code as number } : { kind: "signal", signal });
    });
  });
  const roster = createRoster(table, { pid, start, variable }, () => reaped);
  const striker = createStriker(roster, pid, () => reaped);

  const survivor = (entry: ProcessEntry): Survivor => ({
    pid: entry.pid,
    name: entry.name,
    state: entry.state,
    why: striker.isRefused(entry.pid) ? "not-permitted" : entry.state === "D" ? "uninterruptible" : "did-not-end",
  });

  const census = (): Census => {
    const { members, proof, newcomers } = killing ? striker.killFound() : roster.look();
    const alive = killing ? members.filter((member) => roster.refresh(member) !== null) : members;
    if (alive.length > 0 || !reaped) return { state: "alive", members: alive.map(survivor), newcomers };
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
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    hostDeath,
    leader,
    signal: (signal) => striker.strikeAll(ASKS_FOR_THE_END.has(signal) ? [signal, "SIGCONT"] : [signal]),
    kill: () => {
      killing = true;
    },
    census,
    whenEmpty: () => waitForEmpty(glance, leader, () => killing),
    usage: () => null,
    release: () => {
      guardian.remove(ward);
      if (reaped) return;
      // A survivor must not keep the host's event loop alive.
      child.stdin?.destroy();
      child.unref();
    },
  };
}

/** null if it cannot be had: the tree is started, and must be held all the same. */
function startOf(table: ProcessTable, pid: number): number | null {
  // ps(1) would cost more than the start itself.
  if (!table.tellsNewestPid) return null;
  try {
    return table.entry(pid)?.start ?? null;
  } catch {
    // No descriptor is free to read with (EMFILE).
    return null;
  }
}
