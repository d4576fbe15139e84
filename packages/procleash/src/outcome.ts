import type { LeashError } from "./errors.ts";

export type SignalName = NodeJS.Signals;

/**
 * What ended a program. Real-time signals have no names of their own: they are counted from SIGRTMIN, which is 34 as in the
 * C libraries and the shells (`kill -s RTMIN+6`); the two that those keep to themselves are SIGRTMIN-2 and SIGRTMIN-1.
 */
export type EndingSignal = SignalName | `SIGRTMIN${"+" | "-"}${number}`;

/**
 * How a run ended and how sure we are. One sum type: `kind` says how the leader (the program that was started) ended.
 *
 * - `exit`: it exited by itself or after our signal, with `code`. On Windows a crash is an exit too: `status` is the name of
 *   a code that is an NTSTATUS (`"STATUS_ACCESS_VIOLATION"`), and is absent for any other code.
 * - `signal`: a signal ended it.
 * - `still-running`: it outlived every rung of the ladder (uninterruptible, or owned by another user); see `tree.survivors`.
 * - `failed-to-start`: nothing was started; `error` says why.
 */
export type Outcome =
  | ({ readonly kind: "exit"; readonly code: number; readonly status?: string } & Ended)
  | ({ readonly kind: "signal"; readonly signal: EndingSignal } & Ended)
  | ({ readonly kind: "still-running" } & Ended)
  | { readonly kind: "failed-to-start"; readonly error: LeashError; readonly durationMs: number };

/** What is known of every run that started. */
export interface Ended {
  readonly pid: number;
  /** Why we stopped it, or null if the program ended by itself. */
  readonly stop: Stop | null;
  /** The rungs of the ladder that were climbed, in order: `["SIGTERM", "SIGKILL"]`. Empty if none was needed. */
  readonly rungs: readonly SignalName[];
  /** `incomplete`: not every byte of a piped stream arrived, because something outside the tree still held the pipe. */
  readonly output: "complete" | "incomplete";
  readonly tree: TreeEnd;
  /** From the start to the settling of this outcome, milliseconds. */
  readonly durationMs: number;
  /** CPU time and peak memory of the whole tree, or null where the containment cannot measure them (the sweep cannot). */
  readonly usage: Usage | null;
}

/** Why we stopped a run. */
export type Stop =
  | { readonly reason: "abort"; readonly cause: unknown }
  | { readonly reason: "timeout"; readonly afterMs: number }
  | { readonly reason: "idle-timeout"; readonly afterMs: number }
  | { readonly reason: "first-output-timeout"; readonly afterMs: number }
  /** `job.stop()` or the end of an `await using` block. */
  | { readonly reason: "stop" }
  /** An iteration over the output was left early. */
  | { readonly reason: "left-loop" }
  | { readonly reason: "line-too-long"; readonly stream: OutputStream; readonly limitBytes: number }
  | { readonly reason: "output-too-large"; readonly limitBytes: number }
  | { readonly reason: "stdin-failed"; readonly cause: unknown }
  | { readonly reason: "callback-failed"; readonly cause: unknown }
  /** Somebody killed the helper that held the tree, and the program died with it; the rest was searched for. */
  | { readonly reason: "containment-lost" };

export type StopReason = Stop["reason"];

export type OutputStream = "stdout" | "stderr";

/** What the end of the tree rests on. */
export interface TreeEnd {
  readonly containment: ContainmentName;
  readonly proof: Proof;
  /** Processes of the tree that outlived every rung, each with the reason. */
  readonly survivors: readonly Survivor[];
  /** How many processes were still there, settled in, when the leader had ended by itself. */
  readonly leftovers: number;
  /** Would the tree have died with this process? `unguarded`: the guardian could not be started. */
  readonly hostDeath: "guarded" | "unguarded";
}

/**
 * Who held the tree, at its end. `warden`: a native helper that nobody of the tree can leave. `sweep`: pure TypeScript over
 * `/proc` or `ps`, and on Windows `taskkill`.
 */
export type ContainmentName = "warden" | "sweep";

/**
 * How the emptiness of the tree was established.
 *
 * - `reaped`: every process of the tree has ended and was reaped by the warden (wait(2) says ECHILD). Nobody can leave a
 *   tree that is held so.
 * - `job-empty`: the Job Object that holds the tree counts no process (Windows). Nobody can leave it: it allows no breakaway.
 * - `stable-scan`: a search of `/proc` found nobody, and no process was created on the machine while it ran. It sees
 *   every process that kept the run's session, group, ancestry or environment marker.
 * - `unverified`: nobody was found, but the search could not prove it; or there are survivors.
 * - `let-go`: the rest of the tree was left running on purpose (`leftovers: "leave"`).
 */
export type Proof = "reaped" | "job-empty" | "stable-scan" | "unverified" | "let-go";

export interface Survivor {
  readonly pid: number;
  /** The program's short name, as the system shows it. */
  readonly name: string;
  /** The system's one-letter process state: D uninterruptible, T stopped, R running, S sleeping. */
  readonly state: string;
  readonly why: "not-permitted" | "uninterruptible" | "did-not-end";
}

export interface Usage {
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakRssBytes: number;
}

/** What `run()` resolves with, and what its errors carry. */
export interface Result<Output extends string | Uint8Array = string> {
  /** What was written, byte for byte; text keeps its last newline. Empty where the stream was not a pipe of ours. */
  readonly stdout: Output;
  /** Head and tail of it, with a mark between, if there was more than 16 MiB. */
  readonly stderr: Output;
  /** The program's true exit code, or null if it did not exit by itself. */
  readonly exitCode: number | null;
  readonly signal: EndingSignal | null;
  readonly outcome: Outcome;
}
