import type { Writable } from "node:stream";
import type { EndingSignal, SignalName } from "../outcome.ts";
import type { Inlet } from "../streams/inlet.ts";

/** A process that is to be started. Nothing is looked up or added: no PATH, no working directory, no variable. */
export interface SpawnRequest {
  readonly path: string;
  /** The first is its own name. */
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables beside those, or in their place. */
  readonly marks?: Readonly<Record<string, string>>;
  /** Its descriptors from 0 on. */
  readonly streams: readonly StreamTarget[];
  /** A session of its own (setsid(2)), else ours. */
  readonly ownSession: boolean;
}

/**
 * `"writes"`, `"reads"`: a pipe into which it writes, or from which it reads. `"listens"`: the same as `"reads"`, for the
 * one `channel`. A number is an open descriptor of ours.
 */
export type StreamTarget = "writes" | "reads" | "listens" | "ignore" | number;

/**
 * The way to tell a child a few words, whose end is the end of this thread: it is closed at whatever moment that ends.
 * Nothing here fails: a child that no longer hears has ended, which shows elsewhere.
 */
export interface Channel {
  write(words: string): void;
  /** Closes it when all was sent. */
  close(): void;
}

/** A stream that can be told not to keep this process alive. */
export interface Input extends Writable {
  unref(): void;
}

/** How a process ended, as node tells it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: EndingSignal | null;
}

/** A process that we have started. */
export interface Child {
  readonly pid: number;
  /** Our ends of the pipes into which it writes, by its own numbers; null for what is none. */
  readonly inlets: readonly (Inlet | null)[];
  /** Our ends of those from which it reads. */
  readonly inputs: readonly (Input | null)[];
  readonly channel: Channel;
  /** Sends it a signal; nobody, if it has ended. */
  signal(name: SignalName): void;
  /** It alone does not keep this process alive; the ends of its pipes still do. */
  unref(): void;
  /**
   * How it ended. To be asked for once its end shows in a pipe: only then is it looked for, and its zombie removed. Pending
   * as long as it lives.
   */
  ended(): Promise<Exit>;
}

/**
 * Starts a process.
 *
 * Resolves as a microtask; whoever reads from it must open its inlets in that very tick, since node throws away what is in a
 * pipe without a listener when a child exits. Rejects with the system's own error when nothing was started.
 */
export type Spawn = (request: SpawnRequest) => Promise<Child>;
