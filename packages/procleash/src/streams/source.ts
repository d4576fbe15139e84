import type { Readable } from "node:stream";

/**
 * The bytes of one output pipe, read by one reader at a time.
 *
 * Pull: nothing more is read than the reader asks for (and a bounded read-ahead), so an unread stream stops the program.
 * Poured: everything goes to a sink as it comes, so that the program is never stopped by it.
 */
export interface Source {
  /** Bytes read so far, and when the last of them came (0: never), on the clock of `performance.now()`. */
  readonly bytesRead: number;
  readonly lastReadAt: number;
  /** Is the program (perhaps) waiting for the reader, so that silence says nothing about it? */
  readonly heldBack: boolean;
  /** Resolves when no more bytes will come: `complete` at end of file, `incomplete` if reading was given up. */
  readonly ended: Promise<SourceEnd>;
  readonly hasEnded: boolean;
  /** The next bytes, or null when no more will come: `ended` says why. One call at a time. */
  next(): Promise<Uint8Array | null>;
  /** From now on every chunk goes to the sink as it comes. */
  pour(sink: (chunk: Uint8Array) => void): void;
  /** Ends a pour: from now on the bytes wait for `next`, those given here first. */
  hold(first: readonly Uint8Array[]): void;
  /** Reads on without a reader, into memory: after the end of the tree, what is in the pipe is all that will come. */
  readAhead(): void;
  /** Gives up: what was read stays readable, no more will come. */
  giveUp(error?: Error): void;
}

export type SourceEnd = { readonly kind: "complete" } | { readonly kind: "incomplete"; readonly cause: unknown };

/** Read ahead of the reader, bytes. Large enough for one batch while the last is handled. */
const READ_AHEAD_BYTES = 256 * 1024;

/** After the end of the tree: more than any pipe holds, and a bound for a writer outside the tree that never rests. */
const LAST_READ_AHEAD_BYTES = 16 * 1024 * 1024;

/**
 * Called in the tick of the start. It reads ahead at once, so that activity and end of file are seen without a reader;
 * also, node throws away what is in a pipe without a `data` listener when the program exits.
 */
export function createSource(readable: Readable): Source {
  const queue: Uint8Array[] = [];
  let queued = 0;
  let limit = READ_AHEAD_BYTES;
  let sink: ((chunk: Uint8Array) => void) | null = null;
  let waiting: (() => void) | null = null;
  let end: SourceEnd | null = null;
  let bytesRead = 0;
  let lastReadAt = 0;
  let resolveEnded: (end: SourceEnd) => void;
  const ended = new Promise<SourceEnd>((resolve) => {
    resolveEnded = resolve;
  });

  const wake = (): void => {
    const resume = waiting;
    waiting = null;
    resume?.();
  };
  const finish = (how: SourceEnd): void => {
    if (end !== null) return;
    end = how;
    resolveEnded(how);
    wake();
  };
  const onData = (chunk: Uint8Array): void => {
    // Given up: what is still in the stream's own buffer came too late.
    if (end !== null) return;
    bytesRead += chunk.length;
    lastReadAt = performance.now();
    if (sink !== null) {
      sink(chunk);
      return;
    }
    queue.push(chunk);
    queued += chunk.length;
    if (queued >= limit) readable.pause();
    wake();
  };
  const flow = (): void => {
    if (end === null && readable.isPaused()) readable.resume();
  };

  // In the tick of the start: an error without a listener would end the host.
  readable
    .on("data", onData)
    .on("error", (cause) => finish({ kind: "incomplete", cause }))
    .on("end", () => finish({ kind: "complete" }))
    // Closed without `end`: destroyed by somebody.
    .on("close", () => finish({ kind: "incomplete", cause: undefined }));

  return {
    get bytesRead() {
      return bytesRead;
    },
    get lastReadAt() {
      return lastReadAt;
    },
    get heldBack() {
      return end === null && readable.isPaused();
    },
    get hasEnded() {
      return end !== null;
    },
    ended,
    next: async () => {
      for (;;) {
        const chunk = queue.shift();
        if (chunk !== undefined) {
          queued -= chunk.length;
          if (queued < limit) flow();
          return chunk;
        }
        if (end !== null) return null;
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
    },
    pour: (into) => {
      sink = into;
      for (const chunk of queue.splice(0)) into(chunk);
      queued = 0;
      flow();
    },
    hold: (first) => {
      sink = null;
      queue.unshift(...first);
      for (const chunk of first) queued += chunk.length;
    },
    readAhead: () => {
      limit = queued + LAST_READ_AHEAD_BYTES;
      flow();
    },
    giveUp: (error) => {
      finish({ kind: "incomplete", cause: error });
      readable.destroy();
    },
  };
}
