import { commandLine } from "./processes.ts";

/** Whether every warden here runs under an emulator: one of another architecture. */
export const emulated = process.env["PROCLEASH_EMULATED"] !== undefined;

/** Whether this process is, or was until it became its program, a warden; under an emulator that stands first. */
export function isWarden(pid: number): boolean {
  return /^(qemu-\w+ -0 )?leash-warden /.test(commandLine(pid));
}
