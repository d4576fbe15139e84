import { createCapture } from "../streams/capture.ts";
import { byteSplitter } from "../streams/lines.ts";
import type { Sink } from "../streams/source.ts";

/** What is kept of stderr, in all. */
const STDERR_BYTES = 16 * 1024 * 1024;

/** A longer line is handed to the callback in pieces. */
const CALLBACK_LINE_BYTES = 1024 * 1024;

const NEWLINE = 10;

/** Takes stderr as it comes, so that it can never stop the program, and keeps its head and tail. */
export interface Keeper extends Sink {
  /** What was kept, without giving it up. */
  pieces(): Buffer[];
  /** What was kept, for somebody who reads on from here; nothing is kept from now on. */
  handOver(): Buffer[];
}

/** @param onLine called with each line, its newline included; `failed` is told what it throws, and it is not called again. */
export function createKeeper(
  onLine: ((line: Uint8Array) => void) | undefined,
  failed: (cause: unknown) => void,
): Keeper {
  let capture = createCapture(STDERR_BYTES);
  const lines = onLine === undefined ? null : byteSplitter(Infinity);
  let unfinished = 0;
  let listener = onLine;

  const tell = (found: readonly Uint8Array[]): void => {
    for (const line of found) {
      try {
        listener?.(line);
      } catch (cause) {
        listener = undefined;
        failed(cause);
      }
    }
  };

  return {
    // It keeps what it wants, and never makes the program wait.
    held: 0,
    push: (chunk) => {
      capture.push(chunk);
      if (listener === undefined || lines === null) return;
      lines.push(chunk, tell);
      const newline = chunk.lastIndexOf(NEWLINE);
      unfinished = newline < 0 ? unfinished + chunk.length : chunk.length - newline - 1;
      if (unfinished <= CALLBACK_LINE_BYTES) return;
      lines.end(tell);
      unfinished = 0;
    },
    end: () => lines?.end(tell),
    pieces: () => capture.pieces(),
    handOver: () => {
      const kept = capture.pieces();
      capture = createCapture(STDERR_BYTES);
      return kept;
    },
  };
}
