import type { Survivor } from "../outcome.ts";

/** A survivor of whom only the number is known: Windows has no short names and no states for its processes. */
export function knownByPid(pid: number): Survivor {
  return { pid, name: `pid ${pid}`, state: "", why: "did-not-end" };
}
