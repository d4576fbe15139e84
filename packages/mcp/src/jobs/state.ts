import type { Outcome } from "procleash";
import type { Job } from "./job.ts";

export const STATES = [
  "running",
  "exited",
  "killed",
  "timed-out",
  "stopped",
  "cancelled",
  "failed-to-start",
  "survived",
  "lost",
] as const;

export type State = (typeof STATES)[number];

/** One word for what became of a job; never guessed from an exit code. */
export function stateOf({ outcome, why }: Pick<Job, "outcome" | "why">): State {
  if (outcome === null) return "running";
  if (outcome.kind === "failed-to-start") return "failed-to-start";
  if (outcome.kind === "still-running" || outcome.tree.survivors.length > 0) return "survived";
  if (outcome.stop === null) return outcome.kind === "exit" ? "exited" : "killed";
  if (outcome.stop.reason === "timeout") return "timed-out";
  if (outcome.stop.reason === "containment-lost") return "lost";
  return why === "cancelled" ? "cancelled" : "stopped";
}

/** A sentence without its full stop, about the program: "exited with code 0 after 1.2 s". */
export function sentence(job: Job): string {
  const { outcome } = job;
  if (outcome === null) return `is running for ${shownTime(Date.now() - job.startedAt)}`;
  if (outcome.kind === "failed-to-start") return `was not started: ${outcome.error.message}`;
  const time = `after ${shownTime(outcome.durationMs)}`;
  const rungs = outcome.rungs.length === 0 ? "" : ` (${outcome.rungs.join(", then ")})`;
  const state = stateOf(job);
  if (state === "survived") return `could not be ended ${time}${rungs}: ${survivors(outcome)}`;
  if (state === "lost")
    return `was lost ${time}: somebody killed the helper that held it; the rest of it was searched for and ended, run it again`;
  if (state === "timed-out") return `was stopped ${time}, its time limit${rungs}; it ${ending(outcome)}`;
  if (state === "cancelled" || state === "stopped") return `was ${state} ${time}${rungs}; it ${ending(outcome)}`;
  return `${ending(outcome)} ${time}`;
}

function ending(outcome: Outcome): string {
  if (outcome.kind === "exit") return `exited with code ${outcome.code}`;
  return outcome.kind === "signal" ? `was ended by ${outcome.signal}` : "is still running";
}

function survivors(outcome: Outcome): string {
  if (outcome.kind === "failed-to-start") return "";
  return outcome.tree.survivors.map(({ pid, name, why }) => `${name} (${pid}) ${why.replaceAll("-", " ")}`).join(", ");
}

export function shownTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return seconds < 6_000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

export function shownBytes(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
