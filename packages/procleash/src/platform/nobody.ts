import type { ProcessTable } from "./process-table.ts";

/** The process table of a place from which no process can be seen. */
export function nobody(): ProcessTable {
  return {
    tellsNewestPid: false,
    newestPid: () => null,
    entry: () => null,
    isProcess: () => true,
    entries: () => [],
    carries: () => "unreadable",
  };
}
