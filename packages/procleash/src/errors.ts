import type { Outcome, Result } from "./outcome.ts";

/**
 * What went wrong, as a stable word. Test `error.code`, not `instanceof`: two copies of this package in one
 * process have two classes but one set of codes. A new code is added only where the caller has something else to do.
 */
export type LeashErrorCode =
  /** An option, argument or member was used in a way that can never work. Correct the call. */
  | "INVALID_ARGUMENT"
  /** No such program, under that path or on PATH. */
  | "PROGRAM_NOT_FOUND"
  /** It is there, but it may not be executed. */
  | "PROGRAM_NOT_EXECUTABLE"
  /** The script is there; the interpreter named in its first line (or the loader of the binary) is not. */
  | "INTERPRETER_NOT_FOUND"
  /** The working directory is missing, is no directory, or may not be entered. */
  | "BAD_CWD"
  /** A file named for stdin, stdout or stderr could not be opened. */
  | "BAD_STDIO_FILE"
  /** Arguments and environment exceed what the system hands to a program. Send the text through stdin. */
  | "ARGUMENTS_TOO_LONG"
  /** Windows: no way to hand that argument to a batch file as it is. Send it through stdin, or start what is behind the file. */
  | "ARGUMENT_REFUSED"
  /** No more descriptors, processes or memory. Run fewer at once, or raise the limit. */
  | "RESOURCES_EXHAUSTED"
  /** `containment: "require"` or `session: "foreground"` asked for what this machine does not offer. */
  | "CONTAINMENT_UNAVAILABLE"
  /** Of versions before there were trees on Windows; it is thrown no more. */
  | "UNSUPPORTED_PLATFORM"
  /** The system refused the start for another reason: `cause` has its own error. */
  | "START_FAILED"
  /** The `signal` option was aborted. `name` is "AbortError", `cause` the signal's reason. */
  | "ABORTED"
  | "TIMEOUT"
  | "IDLE_TIMEOUT"
  | "FIRST_OUTPUT_TIMEOUT"
  /** `job.stop()`, a left loop, or the end of an `await using` block. */
  | "STOPPED"
  /** The program ended by itself with an exit code that is not 0. */
  | "EXIT_CODE"
  /** A signal that we did not send ended the program. */
  | "SIGNALLED"
  /** One line was longer than `maxLineBytes`. */
  | "LINE_TOO_LONG"
  /** stdout was longer than `maxOutputBytes`, or than a JavaScript string can be. */
  | "OUTPUT_TOO_LARGE"
  /** The source given as `stdin` failed; `cause` is its error. */
  | "STDIN_FAILED"
  /** A callback of the caller's (`onStderr`) threw; `cause` is its error. */
  | "CALLBACK_FAILED"
  /** Somebody killed the helper that held the tree; the program died with it. */
  | "CONTAINMENT_LOST"
  /** The program outlived every rung of the ladder; who is still there is listed in `outcome.tree.survivors`. */
  | "SURVIVORS"
  /** The stream is not a pipe, or somebody reads it already. */
  | "STREAM_UNAVAILABLE";

export interface LeashErrorDetails {
  readonly cause?: unknown;
  readonly outcome?: Outcome;
  readonly result?: Result<string | Uint8Array>;
}

/**
 * The one error class of this library. The message names the attempted action, what was found and what to do; it never
 * holds the program's output or a long argument. Where there is an outcome or captured output, they are attached.
 */
export class LeashError extends Error {
  readonly code: LeashErrorCode;
  readonly outcome: Outcome | undefined;
  /** What `run()` would have resolved with. Not enumerable, so that logging the error does not print the output. */
  declare readonly result: Result<string | Uint8Array> | undefined;

  constructor(code: LeashErrorCode, message: string, details: LeashErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    // The platform's own word for a cancelled operation; callers test for it by name.
    this.name = code === "ABORTED" ? "AbortError" : "LeashError";
    this.code = code;
    this.outcome = details.outcome;
    Object.defineProperty(this, "result", { value: details.result, enumerable: false });
  }
}

/** Quotes a value for a message, and cuts it: an argument may be 300 kB long, a message may not. */
export function quote(value: unknown, limit = 120): string {
  const text = typeof value === "string" ? value : String(value);
  return JSON.stringify(text.length > limit ? `${text.slice(0, limit)}… (${text.length} characters)` : text);
}
