import { statusName } from "./platform/windows/ntstatus.ts";

/** An exit, with the name of its code where that is one of Windows for a crash. */
export interface Exited {
  readonly kind: "exit";
  readonly code: number;
  readonly status?: string;
}

export function exited(code: number): Exited {
  const status = crashName(code);
  return status === null ? { kind: "exit", code } : { kind: "exit", code, status };
}

/** An exit code for people: what a crash on Windows leaves behind is said by its name too. */
export function showExitCode(code: number): string {
  const name = crashName(code);
  return name === null ? `${code}` : `${code} (0x${code.toString(16).toUpperCase()}, ${name})`;
}

/** Elsewhere than on Windows a code has eight bits. */
function crashName(code: number): string | null {
  return code > 255 ? statusName(code) : null;
}
