import { constants } from "node:os";
import type { EndingSignal, SignalName } from "../outcome.ts";

/** What became of a signal, see kill(2). `gone` is no error: the process ended first. */
export type Delivery = "sent" | "gone" | "not-permitted";

/**
 * Sends a signal to one process. The caller has just compared its identity.
 *
 * Never to 0, 1 or a negative number: those are our own group, the system's init, and groups (see `signalGroup`).
 */
export function signalProcess(pid: number, signal: SignalName): Delivery {
  if (!(Number.isSafeInteger(pid) && pid > 1)) return "gone";
  return send(pid, signal);
}

/**
 * Sends a signal to a whole process group at once: a fork that races it is signalled too. The caller has proof that the
 * group is ours. `sent` means that at least one member got it; members of other users are passed over in silence (kill(2)).
 */
export function signalGroup(group: number, signal: SignalName): Delivery {
  if (!(Number.isSafeInteger(group) && group > 1)) return "gone";
  return send(-group, signal);
}

/** May this process be signalled by us? Also true of one that is gone. Says nothing of whether it lives: zombies answer too. */
export function maySignal(pid: number): boolean {
  return !(Number.isSafeInteger(pid) && pid > 1) || send(pid, 0) !== "not-permitted";
}

function send(target: number, signal: SignalName | 0): Delivery {
  try {
    process.kill(target, signal);
    return "sent";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return "gone";
    if (code === "EPERM") return "not-permitted";
    throw error;
  }
}

/** SIGIOT and SIGPOLL are second names: the first one counts. */
const NAMES = new Map<number, SignalName>();
for (const [name, number] of Object.entries(constants.signals) as [SignalName, number][]) {
  if (!NAMES.has(number)) NAMES.set(number, name);
}

/** As in the C libraries: the kernel's own first one is 32. */
const SIGRTMIN = 34;

/** The name of any signal that can end a process: node has none for those from 32 to 64. */
export function endingSignal(number: number): EndingSignal {
  return NAMES.get(number) ?? `SIGRTMIN${number < SIGRTMIN ? "-" : "+"}${Math.abs(number - SIGRTMIN)}`;
}
