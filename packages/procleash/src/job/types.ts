import type { Writable } from "node:stream";
import type { Outcome, OutputStream, Result, SignalName } from "../outcome.ts";
import type { Ladder } from "../spec/options.ts";

/** One line of output and where it came from. */
export interface OutputEvent {
  readonly stream: OutputStream;
  /** Text without its terminator. */
  readonly line: string;
  /** When it was read: milliseconds since the epoch. The order between the two streams is that of reading. */
  readonly at: number;
}

/** How bytes are handed out. */
export interface ChunkOptions {
  /**
   * Lends each chunk until the next one is asked for, when its memory is used again, instead of giving memory that is the
   * reader's for good: up to three times as fast, for a reader that is done with a chunk at once (hashes, counts, writes
   * and waits). Whoever keeps a chunk copies it. Default: false.
   */
  readonly lend?: boolean;
}

/**
 * A started run. Every promise of it may be awaited any number of times, and none raises `unhandledRejection`.
 *
 * Each stream has one reader: the first of the iterators, `events()` or `result` that asks for it. Leaving an iteration
 * early stops the tree and waits for it. An iterator rejects when the run could not start or was stopped by an abort, a
 * timeout or a limit (after everything that came before was delivered); a non-zero exit code is not its business.
 */
export interface Job<Output extends string | Uint8Array = string> extends AsyncIterable<string>, AsyncDisposable {
  /** The program's process id; undefined until `started` has resolved. */
  readonly pid: number | undefined;
  /** Resolves with the pid once the program runs; rejects if it cannot be started. */
  readonly started: Promise<number>;
  /** The program's stdin, with `stdin: "pipe"`; otherwise null. Its errors need no listener: EPIPE is normal. */
  readonly stdin: Writable | null;
  /** Lines of text. `\n` and `\r\n` end a line; a lone `\r` is data; the last line may lack its newline. */
  lines(stream?: OutputStream): AsyncIterableIterator<string>;
  /** Lines as bytes, each with its newline. */
  rawLines(stream?: OutputStream): AsyncIterableIterator<Uint8Array>;
  /** The bytes as they come. */
  bytes(stream?: OutputStream, options?: ChunkOptions): AsyncIterableIterator<Uint8Array>;
  /** Arrays of lines, as many as came at once: the fast road. */
  batches(stream?: OutputStream): AsyncIterableIterator<string[]>;
  rawBatches(stream?: OutputStream): AsyncIterableIterator<Uint8Array[]>;
  /** The lines of both streams as they come. */
  events(): AsyncIterableIterator<OutputEvent>;
  /**
   * Collects what no iterator reads and settles when the tree is gone: like `run()`, it rejects unless the program
   * exited with 0 (`reject: false`: never).
   */
  readonly result: Promise<Result<Output>>;
  /** How the run ended. Never rejects. */
  readonly outcome: Promise<Outcome>;
  /**
   * Climbs the ladder until the tree is empty. Called again it joins the climb; called again with a ladder it goes on
   * with that one at once. After the end of the run it only returns the outcome.
   */
  stop(ladder?: Ladder): Promise<Outcome>;
  /**
   * Sends one signal to every process of the tree and waits for nothing. Returns whether anyone could be signalled; never
   * throws for a run that is over.
   */
  kill(signal?: SignalName): boolean;
}
