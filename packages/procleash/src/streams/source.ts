import type { Inlet, InletEnd, Receiver } from "./inlet.ts";
import { ownCopy } from "./own.ts";

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
  return new PipeSource(inlet);
}

/** A class, as are other parts of a run that have accessors: in a literal, each object has a shape of its own, of a kilobyte. */
class PipeSource implements Source, Receiver {
  private readonly inlet: Inlet;
  private readonly backlog = new Backlog();
  private sink: Sink = this.backlog;
  private limit = READ_AHEAD_BYTES;
  private paused = false;
  private how: InletEnd | null = null;
  private read = 0;
  private readAt = 0;
  /** Made when somebody asks. */
  private whenEnded: Promise<InletEnd> | null = null;
  private tellEnded: ((how: InletEnd) => void) | null = null;

  constructor(inlet: Inlet) {
    this.inlet = inlet;
    inlet.open(this);
  }

  get ended(): Promise<InletEnd> {
    const { how } = this;
    this.whenEnded ??= new Promise((resolve) => {
      if (how === null) this.tellEnded = resolve;
      else resolve(how);
    });
    return this.whenEnded;
  }

  get bytesRead(): number {
    return this.read;
  }

  get lastReadAt(): number {
    return this.readAt;
  }

  get heldBack(): boolean {
    return this.how === null && this.paused;
  }

  get hasEnded(): boolean {
    return this.how !== null;
  }

  push(bytes: Buffer): boolean {
    // Given up: what was still on its way came too late.
    if (this.how !== null) return false;
    this.read += bytes.length;
    this.readAt = performance.now();
    this.sink.push(bytes);
    this.paused = this.sink.held >= this.limit;
    return !this.paused;
  }

  end(how: InletEnd): void {
    if (this.how !== null) return;
    this.how = how;
    this.tellEnded?.(how);
    this.sink.end();
  }

  attach(next: Sink): void {
    this.sink = next;
    for (const bytes of this.backlog.take()) next.push(bytes);
    if (this.how !== null) next.end();
    else this.taken();
  }

  taken(): void {
    if (this.how !== null || !this.paused || this.sink.held >= this.limit) return;
    this.paused = false;
    this.inlet.resume();
  }

  readAhead(): void {
    this.limit = this.sink.held + LAST_READ_AHEAD_BYTES;
    this.taken();
  }

  giveUp(error?: Error): void {
    this.end({ kind: "incomplete", cause: error });
    this.inlet.close();
  }
}

/** Keeps what comes before anybody has asked for it. */
class Backlog implements Sink {
  held = 0;
  private chunks: Buffer[] = [];

  push(bytes: Buffer): void {
    this.chunks.push(ownCopy(bytes));
    this.held += bytes.length;
  }

  end(): void {
    // Whoever comes later is told.
  }

  take(): Buffer[] {
    const all = this.chunks;
    this.chunks = [];
    this.held = 0;
    return all;
  }
}
