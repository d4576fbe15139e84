/** The state of the machine: who quotes a figure must know what it was measured on. */
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";

export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryGib: number;
  readonly system: string;
  /** With huge pages a fork copies fewer page tables: the pauses depend on it. */
  readonly hugePages: string;
}

export function examineMachine(): Machine {
  return {
    cores: availableParallelism(),
    model: cpus()[0]?.model ?? "unknown",
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    hugePages: hugePages(),
  };
}

export function load(): readonly number[] {
  return loadavg().map((value) => Math.round(value * 100) / 100);
}

function hugePages(): string {
  try {
    const setting = readFileSync("/sys/kernel/mm/transparent_hugepage/enabled", "utf8");
    return /\[(\w+)\]/.exec(setting)?.[1] ?? "unknown";
  } catch {
    return "unknown"; // another system
  }
}
