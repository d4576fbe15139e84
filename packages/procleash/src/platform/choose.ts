import { procfs } from "./procfs.ts";
import type { ProcessTable } from "./process-table.ts";
import { ps } from "./ps.ts";

/** The process table of this machine: `/proc` where it shows this very process, `ps` elsewhere. */
export function chooseProcessTable(): ProcessTable {
  const table = procfs();
  return table.entry(process.pid) === null ? ps() : table;
}
