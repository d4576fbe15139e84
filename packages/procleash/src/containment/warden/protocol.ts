/**
 * The words between a warden and its host: lines of ASCII over two sockets. It reports on descriptor 3, and hears
 * requests on 4. A line is at most `LONGEST_LINE` bytes long with its newline, and may be cut anywhere by the reads.
 * The warden's first line is `warden VERSION`; a host that wants another version says no.
 * Then: `started PID` or `failed STEP ERRNO`; `exited code N` or `exited signal N` when the leader has ended, on Windows after a
 * `member PID` for each of the others that are left (some of them, if they are many);
 * `empty USER_US SYSTEM_US PEAK_BYTES` at the end. The host says `signal N`, `kill` or `release`; the end of file
 * there means that it is gone. The other side is warden/protocol.h
 */
import type { EndingSignal } from "../../outcome.ts";
import { endingSignal } from "../../platform/signal.ts";

export const PROTOCOL_VERSION = 1;

const LONGEST_LINE = 64;

const HIGHEST_SIGNAL = 64;

export type Report =
  | { readonly kind: "warden"; readonly version: number }
  | { readonly kind: "started"; readonly pid: number }
  | { readonly kind: "failed"; readonly step: string; readonly errno: number }
  | { readonly kind: "member"; readonly pid: number }
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: EndingSignal }
  | { readonly kind: "empty"; readonly userUs: number; readonly systemUs: number; readonly peakBytes: number };

/** Takes what reads bring, and gives the reports that are complete. A line that is none is passed over, however long. */
export class Decoder {
  private line = "";
  private overlong = false;

  decode(chunk: Uint8Array): Report[] {
    const reports: Report[] = [];
    const pieces = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1").split("\n");
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) {
        const report = this.overlong ? null : parseReport(this.line);
        if (report !== null) reports.push(report);
        this.line = "";
        this.overlong = false;
      }
      if (this.line.length + piece.length < LONGEST_LINE) this.line += piece;
      else this.overlong = true;
    }
    return reports;
  }
}

function parseReport(line: string): Report | null {
  const match = /^(\w+)(?: ([a-z]+))?((?: \d{1,18})*)$/.exec(line);
  if (match === null) return null;
  const [, word, detail = ""] = match as unknown as readonly [string, string, string | undefined];
  const numbers = (match[3] as string).split(" ").slice(1).map(Number);
  const [first, second, third] = numbers;
  const shape = `${word} ${detail} ${numbers.length}`;
  if (first === undefined) return null;
  if (shape === "warden  1") return { kind: "warden", version: first };
  if (shape === "started  1") return { kind: "started", pid: first };
  if (word === "failed" && detail !== "" && numbers.length === 1) return { kind: "failed", step: detail, errno: first };
  if (shape === "member  1") return { kind: "member", pid: first };
  if (shape === "exited code 1") return { kind: "exited", code: first };
  if (shape === "exited signal 1")
    return first >= 1 && first <= HIGHEST_SIGNAL ? { kind: "signalled", signal: endingSignal(first) } : null;
  if (shape === "empty  3" && second !== undefined && third !== undefined)
    return { kind: "empty", userUs: first, systemUs: second, peakBytes: third };
  return null;
}

export const REQUESTS = {
  signal: (number: number): string => `signal ${number}\n`,
  kill: "kill\n",
  release: "release\n",
} as const;
