import type { LeashError } from "./errors.ts";
import type { Job } from "./job/types.ts";
import type { EndingSignal, Outcome, Result } from "./outcome.ts";
import { start } from "./run.ts";
import type { ProcessSpec, StartOptions } from "./spec/options.ts";

export interface RunnerOptions {
  /** From SIGTERM to SIGKILL, milliseconds. Default 2000. */
  readonly termTimeout?: number | undefined;
  /** From SIGKILL until survivors are reported, milliseconds. Default 1000. */
  readonly killTimeout?: number | undefined;
}

export type RunnerRunOptions = Pick<StartOptions, "signal" | "onStderr">;

/** The inherited face: runs specs one after another or side by side, with one ladder for all. */
export class ProcessRunner {
  readonly #options: RunnerOptions;

  constructor(options: RunnerOptions = {}) {
    this.#options = options;
  }

  /**
   * Runs a program and yields the lines of its stdout as bytes, newline kept.
   *
   * It starts with the first `next()`, so that a run that nobody reads is never started. The iteration ends when the whole
   * tree is gone; a non-zero exit code is no error. Leaving it early stops the tree and waits for it. Aborting the signal
   * makes it throw an AbortError, after the tree is gone.
   */
  run(spec: ProcessSpec, options: RunnerRunOptions = {}): AsyncIterableIterator<Uint8Array> {
    const begin = (): AsyncIterableIterator<Uint8Array> => start(spec, { ...this.#options, ...options }).rawLines();
    let lines: AsyncIterableIterator<Uint8Array> | null = null;
    let left = false;
    const over = { value: undefined, done: true } as const;
    return {
      next: async () => {
        if (left) return over;
        lines ??= begin();
        return lines.next();
      },
      return: async () => {
        left = true;
        return (await lines?.return?.()) ?? over;
      },
      throw: async (error) => {
        left = true;
        await lines?.return?.();
        throw error;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

/** What `runProcess` resolves with. It can be taken apart as `[stdout, exitCode]` or as `{ stdout, exitCode }`. */
export interface ProcessOutput extends Iterable<Uint8Array | number | null> {
  readonly stdout: Uint8Array;
  /** The program's true exit code; null if a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: EndingSignal | null;
  readonly outcome: Outcome;
}

/**
 * Runs a program to its end and resolves with its stdout and its true exit code, whatever that is.
 *
 * @throws {LeashError} if it cannot be started, was aborted, or its output is larger than 128 MiB.
 */
export async function runProcess(spec: ProcessSpec, options: RunnerRunOptions = {}): Promise<ProcessOutput> {
  const { stdout, exitCode, signal, outcome } = await whateverItsEnd(start(spec, { ...options, encoding: "bytes" }));
  return {
    stdout,
    exitCode,
    signal,
    outcome,
    *[Symbol.iterator]() {
      yield stdout;
      yield exitCode;
    },
  };
}

/** The result of a run that ended by itself, well or badly; a run that was stopped has none. */
async function whateverItsEnd(job: Job<Uint8Array>): Promise<Result<Uint8Array>> {
  try {
    return await job.result;
  } catch (error) {
    const { code, result } = error as LeashError;
    if (result !== undefined && (code === "EXIT_CODE" || code === "SIGNALLED")) return result as Result<Uint8Array>;
    throw error;
  }
}
