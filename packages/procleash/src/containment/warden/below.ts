import type { Survivor } from "../../outcome.ts";
import { isLive } from "../../platform/process-table.ts";
import type { ProcessEntry, ProcessTable } from "../../platform/process-table.ts";
import { maySignal } from "../../platform/signal.ts";
import { addDescendants } from "../descendants.ts";
import type { Census } from "../types.ts";

/** Looks at who is below a warden: for counts and for people. Whether nobody is, only the warden can say. */
export function censusBelow(table: ProcessTable, wardenPid: number): () => Census {
  let before = new Set<number>();
  return () => {
    const below = new Map<number, ProcessEntry>();
    addDescendants(below, table.entries(), wardenPid);
    const alive = [...below.values()].filter(isLive);
    const newcomers = alive.filter(({ pid }) => !before.has(pid)).length;
    before = new Set(alive.map(({ pid }) => pid));
    return { state: "alive", members: alive.map(survivor), newcomers };
  };
}

function survivor({ pid, name, state }: ProcessEntry): Survivor {
  const why = state === "D" ? "uninterruptible" : maySignal(pid) ? "did-not-end" : "not-permitted";
  return { pid, name, state, why };
}
