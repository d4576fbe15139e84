/** procleash: run programs and keep hold of everything that they start. */
export { LeashError } from "./errors.ts";
export type { LeashErrorCode } from "./errors.ts";
export type {
  ContainmentName,
  Ended,
  Outcome,
  OutputStream,
  Proof,
  Result,
  EndingSignal,
  SignalName,
  Stop,
  StopReason,
  Survivor,
  TreeEnd,
  Usage,
} from "./outcome.ts";
export type { ChunkOptions, Job, OutputEvent } from "./job/types.ts";
export type { Env, Ladder, Leftovers, OutputTarget, Rung, StartOptions, Stdin, StdinSource } from "./spec/options.ts";
export { hostEnv, safeEnv } from "./spec/env.ts";
export { ProcessSpec } from "./spec/process-spec.ts";
export { run, start } from "./run.ts";
export type { BytesOptions, TextOptions } from "./run.ts";
export { ProcessRunner, runProcess } from "./runner.ts";
export type { ProcessOutput, RunnerOptions, RunnerRunOptions } from "./runner.ts";
export { examine } from "./containment/examine.ts";
export type { Examination, Finding } from "./containment/examine.ts";
