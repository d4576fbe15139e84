import { statusName } from "./platform/windows/ntstatus.ts";

/** An exit code for people: what a crash on Windows leaves behind is said by its name too. */
export function showExitCode(code: number): string {
  const name = code > 255 ? statusName(code) : null;
  return name === null ? `${code}` : `${code} (0x${code.toString(16).toUpperCase()}, ${name})`;
}
