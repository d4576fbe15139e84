import { constants } from "node:os";
import type { EndingSignal, LeashErrorCode, Outcome, SignalName } from "../index.ts";

export const FAILED = 125;
const TIMED_OUT = 124;

/** Found, but it cannot be executed: what a shell answers with 126; not found: 127. */
const START_STATUS: Partial<Record<LeashErrorCode, number>> = {
  PROGRAM_NOT_FOUND: 127,
  PROGRAM_NOT_EXECUTABLE: 126,
  INTERPRETER_NOT_FOUND: 126,
  ARGUMENTS_TOO_LONG: 126,
  ARGUMENT_REFUSED: 126,
};

/** The exit status of leash, as of a shell and of timeout(1). */
export function exitStatus(outcome: Outcome): number {
  if (outcome.kind === "failed-to-start") return START_STATUS[outcome.error.code] ?? FAILED;
  const reason = outcome.stop?.reason;
  if (reason === "timeout" || reason === "idle-timeout") return TIMED_OUT;
  switch (outcome.kind) {
    case "exit":
      return outcome.code;
    case "signal":
      return 128 + numberOf(outcome.signal);
    case "still-running":
      return FAILED;
  }
}

const SIGRTMIN = 34;

function numberOf(signal: EndingSignal): number {
  const offset = /^SIGRTMIN([+-]\d+)$/.exec(signal)?.[1];
  return offset === undefined ? constants.signals[signal as SignalName] : SIGRTMIN + Number(offset);
}
