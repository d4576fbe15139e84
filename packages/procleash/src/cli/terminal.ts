import { closeSync, openSync, readFileSync, readlinkSync } from "node:fs";
import { constants } from "node:os";
import { isatty } from "node:tty";
import { examine } from "../index.ts";
import type { SignalName } from "../index.ts";

/** In a terminal the program is to have it, as if leash were not there: where trees are held so that it can. */
export async function chooseSession(): Promise<"own" | "foreground"> {
  if (!hasTerminal()) return "own";
  const { findings } = await examine();
  return findings.some(({ name, status }) => name === "terminal" && status === "ok") ? "foreground" : "own";
}

/** Not whether a stream is one: `leash … | less` has the terminal, too. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    // ENXIO: the session has none. ENOENT: this system has no such thing.
    return false;
  }
}

/**
 * To be called last. When it ends, node puts a terminal back into the state in which it has found it, which is wrong while
 * a pager after us in the pipeline has it, or when setting it was what the program was for (stty). It passes closed
 * descriptors over.
 */
export function leaveTerminalAsItIs(): void {
  for (const descriptor of [0, 1, 2]) if (isatty(descriptor)) closeSync(descriptor);
}

/** Does the program do nothing about a signal? False if it cannot be told. */
export function ignores(pid: number, signal: SignalName): boolean {
  try {
    // Its numbers may be those of another pid namespace, and the process a stranger.
    if (readlinkSync("/proc/self") !== String(process.pid)) return false;
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    const bit = 1n << BigInt(constants.signals[signal] - 1);
    return mask !== undefined && (BigInt(`0x${mask}`) & bit) !== 0n;
  } catch {
    // It has ended, or there is no /proc.
    return false;
  }
}
