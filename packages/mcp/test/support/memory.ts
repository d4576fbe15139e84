import { readFileSync } from "node:fs";

/** What a process has in memory now, as its `/proc` tells. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
