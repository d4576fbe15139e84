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
  return new HeadAndTailKeeper(onLine === undefined ? null : new LineTeller(onLine, failed));
}

class HeadAndTailKeeper implements Keeper {
  // It keeps what it wants, and never makes the program wait.
  readonly held = 0;
  private readonly teller: LineTeller | null;
  private capture = createCapture(STDERR_BYTES);

  constructor(teller: LineTeller | null) {
    this.teller = teller;
  }

  push(chunk: Uint8Array): void {
    this.capture.push(chunk);
    this.teller?.push(chunk);
  }

  end(): void {
    this.teller?.end();
  }

  pieces(): Buffer[] {
    return this.capture.pieces();
  }

  handOver(): Buffer[] {
    const kept = this.capture.pieces();
    this.capture = createCapture(STDERR_BYTES);
    return kept;
  }
}

/** Tells a listener of each line, as long as it does not throw. */
class LineTeller {
  private readonly lines = byteSplitter(Infinity);
  private readonly failed: (cause: unknown) => void;
  private listener: ((line: Uint8Array) => void) | null;
  private unfinished = 0;

  constructor(listener: (line: Uint8Array) => void, failed: (cause: unknown) => void) {
    this.listener = listener;
    this.failed = failed;
  }

  push(chunk: Uint8Array): void {
    if (this.listener === null) return;
    this.lines.push(chunk, this.tell);
    const newline = chunk.lastIndexOf(NEWLINE);
    this.unfinished = newline < 0 ? this.unfinished + chunk.length : chunk.length - newline - 1;
    if (this.unfinished <= CALLBACK_LINE_BYTES) return;
    this.end();
    this.unfinished = 0;
  }

  end(): void {
    this.lines.end(this.tell);
  }

  private readonly tell = (found: readonly Uint8Array[]): void => {
    for (const line of found) {
      try {
        this.listener?.(line);
      } catch (cause) {
        this.listener = null;
        this.failed(cause);
      }
    }
  };
}
