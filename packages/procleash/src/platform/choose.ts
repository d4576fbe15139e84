import { nobody } from "./nobody.ts";
import { procfs, whoseProc } from "./procfs.ts";
import type { ProcessTable } from "./process-table.ts";
import { ps } from "./ps.ts";
import { isLinux } from "./system.ts";

/**
 * The process table of this machine: `/proc` where its numbers are ours, `ps` where there is none. On Linux `ps` reads `/proc`
 * itself: where that is of no use, nobody can be seen.
 */
export function chooseProcessTable(): ProcessTable {
  if (whoseProc() === "ours") return procfs();
  return isLinux ? nobody() : ps();
}
