import type { Readable } from "node:stream";
import type { SignalName } from "../outcome.ts";

/** An environment: `undefined` removes the name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Something that can be fed to a program's stdin. Strings are sent as UTF-8, nothing is added between the pieces. */
export type StdinSource =
  | string
  | Uint8Array
  | Readable
  | ReadableStream<string | Uint8Array>
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

export type Stdin = "ignore" | "pipe" | "inherit" | StdinSource | { readonly file: string | URL };

export type OutputTarget = "pipe" | "ignore" | "inherit" | { readonly file: string | URL; readonly append?: boolean };

/** One step of a stop: a signal to the whole tree, or the kill, and how long to wait for the tree to be empty after it. */
export type Rung =
  | { readonly signal: SignalName; readonly waitMs: number }
  | { readonly kill: true; readonly waitMs: number };

/** The steps of a stop, gentle first. A kill rung is added at the end if there is none. */
export type Ladder = readonly Rung[];

/** What becomes of processes that are still there when the leader has ended by itself. */
export type Leftovers = "stop" | "wait" | "leave";

export interface StartOptions {
  /** Working directory of the program. Default: the host's. */
  readonly cwd?: string | URL | undefined;
  /** Exactly the environment of the program (see `hostEnv`, `safeEnv`). Default: the host's. */
  readonly env?: Env | undefined;
  /** Default `"ignore"`: the null device, never the host's stdin (it may be a protocol channel). */
  readonly stdin?: Stdin | undefined;
  /** Default `"pipe"`. */
  readonly stdout?: OutputTarget | undefined;
  /** Default `"pipe"`: always drained, kept as head and tail. */
  readonly stderr?: OutputTarget | undefined;
  /** Aborting it stops the tree; promises settle only after the tree is gone. */
  readonly signal?: AbortSignal | undefined;
  /** Stop the run after so many milliseconds. Default: never. */
  readonly timeout?: number | undefined;
  /** Stop the run when no byte of output came for so many milliseconds. Off by default: agents are silent for minutes. */
  readonly idleTimeout?: number | undefined;
  /** Stop the run when no byte of output came within so many milliseconds of the start. Off by default. */
  readonly firstOutputTimeout?: number | undefined;
  /** From SIGTERM to SIGKILL, milliseconds. Default 2000. */
  readonly termTimeout?: number | undefined;
  /** From SIGKILL until survivors are reported, milliseconds. Longer only while killing still makes progress. Default 1000. */
  readonly killTimeout?: number | undefined;
  /** Replaces the ladder that `termTimeout` and `killTimeout` describe. */
  readonly ladder?: Ladder | undefined;
  /**
   * How long to go on reading after the end of the tree while somebody outside it holds the pipe: until nothing came
   * for so many milliseconds (default 100), twenty times that in all.
   */
  readonly drainTimeout?: number | undefined;
  /** Default `"stop"`. */
  readonly leftovers?: Leftovers | undefined;
  /**
   * With `leftovers: "stop"`: what is left may go on writing to our pipes until nothing came for so many milliseconds
   * (default 500), four times that in all.
   */
  readonly lingerTimeout?: number | undefined;
  /** `"require"`: fail before starting rather than run where an empty tree cannot be proved. Default `"auto"`. */
  readonly containment?: "auto" | "require" | undefined;
  /**
   * `"own"` (default): a session of its own, without a terminal. `"foreground"`: this process's session and group, as a
   * shell starts a program, so that editors and password prompts work and what is typed (Ctrl-C, Ctrl-Z) reaches the
   * program by itself, and this process too. Needs the warden.
   */
  readonly session?: "own" | "foreground" | undefined;
  /** The longest line that the line iterators accept, bytes without the newline. Over it the run is stopped. Default 128 MiB. */
  readonly maxLineBytes?: number | undefined;
  /** Called with stderr as it comes: a line with its newline, or a piece of one that is longer than 1 MiB. */
  readonly onStderr?: ((line: Uint8Array) => void) | undefined;
  /** Look for the program in the `node_modules/.bin` folders of `cwd` and above first. Default false. */
  readonly preferLocal?: boolean | undefined;
  /** What `result` keeps of stdout, bytes. Default 128 MiB; `Infinity` is allowed. */
  readonly maxOutputBytes?: number | undefined;
  /**
   * When stdout exceeds `maxOutputBytes`: `"error"` (default) stops the run with a clear error, since half an answer
   * parsed as a whole one is worse than none; `"truncate"` keeps head and tail with a mark between.
   */
  readonly overflow?: "error" | "truncate" | undefined;
  /** `"utf8"` (default): strings. `"bytes"`: `Uint8Array`. */
  readonly encoding?: "utf8" | "bytes" | undefined;
  /** `false`: `result` resolves with the same shape whatever happened. Default true. */
  readonly reject?: boolean | undefined;
}

/** The inherited way to say what to run: a program with its arguments, where, with which environment and input. */
export interface ProcessSpec {
  /** The program and its arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string | URL | undefined;
  /** Absent: inherit the host's. Given: exactly that environment. */
  readonly env?: Env | undefined;
  /** Sent through a pipe that is closed after it. Absent: the null device. */
  readonly stdin?: Stdin | undefined;
}
