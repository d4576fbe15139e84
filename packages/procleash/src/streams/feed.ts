import { Readable } from "node:stream";
import type { Writable } from "node:stream";
import type { StdinSource } from "../spec/options.ts";

type Piece = string | Uint8Array;
type Pieces = AsyncIterator<Piece> | Iterator<Piece>;

/**
 * Sends a source to a program's stdin, at the pace at which the program reads, and closes it.
 *
 * A program that stops reading (EPIPE) is no error: the source is told that it is no longer needed, and that is all. The
 * run never waits for a source: it may never end.
 *
 * @param onFailure called if the source itself fails.
 */
export function feed(stdin: Writable, source: StdinSource, onFailure: (cause: unknown) => void): void {
  if (typeof source === "string" || source instanceof Uint8Array) {
    stdin.end(source);
    return;
  }
  let iterator: Pieces | null = null;
  let over = false;
  stdin.once("close", () => {
    if (over) return;
    over = true;
    abandon(source, iterator);
  });
  const send = async (): Promise<void> => {
    iterator = open(source);
    for (;;) {
      const { done, value } = await iterator.next();
      if (over) return;
      if (done === true) break;
      if (!stdin.write(value)) await drained(stdin);
      if (over) return;
    }
    over = true;
    stdin.end();
  };
  send().catch((cause: unknown) => {
    if (over) return;
    over = true;
    onFailure(cause);
    // Not closed properly: half an input must not look like a whole one. The stop that follows ends the program.
  });
}

function open(source: Exclude<StdinSource, Piece>): Pieces {
  if (Symbol.asyncIterator in source) return (source as AsyncIterable<Piece>)[Symbol.asyncIterator]();
  return (source as Iterable<Piece>)[Symbol.iterator]();
}

function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      stdin.off("drain", settle).off("close", settle);
      resolve();
    };
    stdin.on("drain", settle).on("close", settle);
  });
}

/** The reader is gone: lets the source free what it holds. Waits for nothing, as its last `next()` may never settle. */
function abandon(source: unknown, iterator: Pieces | null): void {
  if (source instanceof Readable) {
    source.on("error", () => {}).destroy();
    return;
  }
  // What a source says while it is thrown away concerns nobody: the run has its end already.
  const ignore = (): void => {};
  try {
    Promise.resolve(iterator?.return?.()).catch(ignore);
  } catch {
    ignore();
  }
}
