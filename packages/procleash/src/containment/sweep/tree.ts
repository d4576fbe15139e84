import type { ChildProcess } from "node:child_process";
import type { Guardian, Ward } from "../../guardian/guardian.ts";
import { startOf } from "../../platform/process-table.ts";
import type { ProcessTable } from "../../platform/process-table.ts";
import type { LeaderEnd, Tree } from "../types.ts";
import { searchFor } from "./search.ts";

/** What the sweep holds a tree by. */
export interface Hold {
  readonly table: ProcessTable;
  readonly guardian: Guardian;
  readonly hostDeath: Tree["hostDeath"];
  /** The name of the variable in the environment of this run, and of no other. */
  readonly variable: string;
}

/** A tree whose leader is our child; all others are searched for, and the guardian knows of it. */
export function holdTree(child: ChildProcess, pid: number, { table, guardian, hostDeath, variable }: Hold): Tree {
  // Read in the tick of the start: libuv has not asked for the child's status yet, so the number is still the child's.
  const start = startOf(table, pid);
  const ward: Ward = { pid, start: start ?? 0, variable };
  guardian.add(ward);

  let reaped = false;
  const leader = new Promise<LeaderEnd>((resolve) => {
    child.once("exit", (code, signal) => {
      reaped = true;
      resolve(signal === null ? { kind: "exit", code: code as number } : { kind: "signal", signal });
    });
  });

  return {
    ...searchFor({ pid, start, variable, since: performance.now() }, table, leader, () => reaped),
    heldBy: () => "sweep",
    pid,
    stdin: child.stdin,
    hostDeath,
    leader,
    // It is held by us: nobody else can be killed.
    whenLost: () => {},
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
