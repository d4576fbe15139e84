/** What only Linux tells, and alike in each runtime. Elsewhere the figures are NaN, and the report leaves them out. */
import { readdirSync, readFileSync } from "node:fs";

const TICK_MS = 10;

/** CPU time of this process, and of all children that have been waited for (and theirs). */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  const fields = fieldsOf("self");
  return (user + system) / 1000 + (Number(fields[13]) + Number(fields[14])) * TICK_MS;
}

export function residentMb(): number {
  return status("VmRSS");
}

export function peakMb(): number {
  return status("VmHWM");
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly zombie: boolean;
  readonly command: string;
}

export function processes(): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const [state, parent] = fieldsOf(name);
      if (state === undefined) return [];
      const command = read(`/proc/${name}/cmdline`).replaceAll("\0", " ");
      return [{ pid: Number(name), parent: Number(parent), zombie: state === "Z", command }];
    });
}

/** Its share of what it has mapped: pages of a program that runs five hundred times are not counted so often. */
export function shareMb(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return kilobytes === undefined ? 0 : Number(kilobytes) / 1024;
}

/** From the state on: the name before it may hold anything. */
function fieldsOf(pid: string): readonly string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat === "" ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function status(field: string): number {
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(read("/proc/self/status"))?.[1];
  return Number(kilobytes) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // gone meanwhile, or no such file on this system
  }
}
