import type { Inlet, InletEnd } from "./inlet.ts";

/**
 * The bytes of one output pipe, taken by one sink at a time.
 *
 * No more is read than the sink can hold, so that a sink that nobody empties stops the program. A sink that holds nothing
 * takes everything as it comes, and never stops it.
 */
export interface Source {
  /** Bytes read so far, and when the last of them came (0: never), on the clock of `performance.now()`. */
  readonly bytesRead: number;
  readonly lastReadAt: number;
  /** Is the program (perhaps) waiting for the reader, so that silence says nothing about it? */
  readonly heldBack: boolean;
  /** Resolves when no more bytes will come: `complete` at end of file, `incomplete` if reading was given up. */
  readonly ended: Promise<InletEnd>;
  readonly hasEnded: boolean;
  /** From now on all bytes go to this sink, those first that nobody has taken yet. */
  attach(sink: Sink): void;
  /** The sink holds less than before: there may be room for more. */
  taken(): void;
  /** Reads on whatever the sink holds: after the end of the tree, what is in the pipe is all that will come. */
  readAhead(): void;
  /** Gives up: no more will come. */
  giveUp(error?: Error): void;
}

/** What becomes of the bytes of a source. */
export interface Sink {
  /** Takes bytes that are only valid during this call. */
  push(bytes: Buffer): void;
  /** No more will come. */
  end(): void;
  /** Bytes that wait in it for a reader. */
  readonly held: number;
}

/** What a sink may hold before the program has to wait, bytes. Large enough to work on while the last batch is handled. */
const READ_AHEAD_BYTES = 256 * 1024;

/** After the end of the tree: more than any pipe holds, and a bound for a writer outside the tree that never rests. */
const LAST_READ_AHEAD_BYTES = 16 * 1024 * 1024;

/** Called in the tick of the start. It reads ahead at once, so that activity and end of file are seen without a reader. */
export function createSource(inlet: Inlet): Source {
  const backlog = createBacklog();
  let sink: Sink = backlog;
  let limit = READ_AHEAD_BYTES;
  let paused = false;
  let end: InletEnd | null = null;
  let bytesRead = 0;
  let lastReadAt = 0;
  let resolveEnded: (end: InletEnd) => void;
  const ended = new Promise<InletEnd>((resolve) => {
    resolveEnded = resolve;
  });

  const finish = (how: InletEnd): void => {
    if (end !== null) return;
    end = how;
    resolveEnded(how);
    sink.end();
  };
  const taken = (): void => {
    if (end !== null || !paused || sink.held >= limit) return;
    paused = false;
    inlet.resume();
  };

  inlet.open({
    push: (bytes) => {
      // Given up: what was still on its way came too late.
      if (end !== null) return false;
      bytesRead += bytes.length;
      lastReadAt = performance.now();
      sink.push(bytes);
      paused = sink.held >= limit;
      return !paused;
    },
    end: finish,
  });

  return {
    get bytesRead() {
      return bytesRead;
    },
    get lastReadAt() {
      return lastReadAt;
    },
    get heldBack() {
      return end === null && paused;
    },
    get hasEnded() {
      return end !== null;
    },
    ended,
    attach: (next) => {
      sink = next;
      for (const bytes of backlog.take()) next.push(bytes);
      if (end !== null) next.end();
      else taken();
    },
    taken,
    readAhead: () => {
      limit = sink.held + LAST_READ_AHEAD_BYTES;
      taken();
    },
    giveUp: (error) => {
      finish({ kind: "incomplete", cause: error });
      inlet.close();
    },
  };
}

interface Backlog extends Sink {
  take(): Buffer[];
}

/** Keeps what comes before anybody has asked for it. */
function createBacklog(): Backlog {
  let chunks: Buffer[] = [];
  let held = 0;
  return {
    get held() {
      return held;
    },
    push: (bytes) => {
      chunks.push(Buffer.from(bytes));
      held += bytes.length;
    },
    end: () => {},
    take: () => {
      const all = chunks;
      chunks = [];
      held = 0;
      return all;
    },
  };
}
