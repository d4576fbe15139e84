import { LeashError, quote } from "../errors.ts";
import { showExitCode } from "../exit-code.ts";
import type { Outcome, Result, Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";

type Failure = readonly [LeashError["code"], string, unknown?];

/**
 * The error that a run's outcome is to somebody who wants its whole output, or null: exit code 0 and not stopped by us.
 * Iterators ask for `interruption` instead.
 */
export function failure(spec: ResolvedSpec, outcome: Outcome, result?: Result<string | Uint8Array>): LeashError | null {
  if (outcome.kind === "failed-to-start") return outcome.error;
  const stopped = interruption(spec, outcome, result);
  if (stopped !== null) return stopped;
  if (outcome.stop !== null) return error(spec, outcome, ["STOPPED", "it was stopped before its end"], result);
  if (outcome.kind === "still-running") return error(spec, outcome, survivors(outcome), result);
  if (outcome.kind === "signal") {
    return error(spec, outcome, ["SIGNALLED", `it was ended by ${outcome.signal}, which we did not send`], result);
  }
  if (outcome.code !== 0) {
    return error(
      spec,
      outcome,
      ["EXIT_CODE", `it exited with code ${showExitCode(outcome.code)}; its own words are in error.result.stderr`],
      result,
    );
  }
  return null;
}

/** The error of a run that was stopped against the reader's will, so that its output is not whole; null for any other. */
export function interruption(
  spec: ResolvedSpec,
  outcome: Outcome,
  result?: Result<string | Uint8Array>,
): LeashError | null {
  if (outcome.kind === "failed-to-start") return outcome.error;
  return outcome.stop === null ? null : interruptionBy(spec, outcome, outcome.stop, result);
}

/** The same for one reason to stop, whether or not it came in time to stop the run. */
export function interruptionBy(
  spec: ResolvedSpec,
  outcome: Outcome,
  stop: Stop,
  result?: Result<string | Uint8Array>,
): LeashError | null {
  const found = describe(stop);
  return found === null ? null : error(spec, outcome, found, result);
}

function describe(stop: Stop): Failure | null {
  switch (stop.reason) {
    case "abort":
      return ["ABORTED", "the signal was aborted", stop.cause];
    case "timeout":
      return ["TIMEOUT", `it was stopped after its timeout of ${stop.afterMs} ms`];
    case "idle-timeout":
      return ["IDLE_TIMEOUT", `it was stopped after ${stop.afterMs} ms without output`];
    case "first-output-timeout":
      return ["FIRST_OUTPUT_TIMEOUT", `it was stopped since no output came within ${stop.afterMs} ms`];
    case "line-too-long":
      return [
        "LINE_TOO_LONG",
        `a line of its ${stop.stream} is longer than ${stop.limitBytes} bytes; raise maxLineBytes or read bytes()`,
      ];
    case "output-too-large":
      return [
        "OUTPUT_TOO_LARGE",
        `its stdout is larger than ${stop.limitBytes} bytes; raise maxOutputBytes, use overflow: "truncate", or read it as a stream`,
      ];
    case "stdin-failed":
      return ["STDIN_FAILED", `the source of its stdin failed: ${quote(stop.cause)}`, stop.cause];
    case "callback-failed":
      return ["CALLBACK_FAILED", `onStderr threw ${quote(stop.cause)}`, stop.cause];
    case "containment-lost":
      return [
        "CONTAINMENT_LOST",
        "its warden was killed by somebody, and the program with it; what was left of the tree was ended",
      ];
    case "stop":
    case "left-loop":
      return null;
  }
}

function survivors(outcome: Outcome & { readonly kind: "still-running" }): Failure {
  // Who they are is said with every error.
  const { length } = outcome.tree.survivors;
  return ["SURVIVORS", `it could not be ended${length === 0 ? "; still there: the program itself" : ""}`];
}

const MOST_NAMES = 5;

function stillThere(outcome: Outcome): string {
  if (outcome.kind === "failed-to-start" || outcome.tree.survivors.length === 0) return "";
  const { survivors: all } = outcome.tree;
  const names = all.slice(0, MOST_NAMES).map(({ pid, name, why }) => `${name} (pid ${pid}, ${why})`);
  const more = all.length > MOST_NAMES ? ` and ${all.length - MOST_NAMES} more` : "";
  return `; still there: ${names.join(", ")}${more}`;
}

function error(
  spec: ResolvedSpec,
  outcome: Outcome,
  [code, found, ...cause]: Failure,
  result: Result<string | Uint8Array> | undefined,
): LeashError {
  return new LeashError(code, `Cannot complete ${quote(spec.file)}: ${found}${stillThere(outcome)}`, {
    outcome,
    ...(result === undefined ? {} : { result }),
    ...(cause.length === 0 ? {} : { cause: cause[0] }),
  });
}
