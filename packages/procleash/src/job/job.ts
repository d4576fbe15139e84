import type { ResolvedSpec } from "../spec/resolve.ts";
import { JobHandle } from "./handle.ts";
import { HeldRun } from "./held-run.ts";
import type { Job } from "./types.ts";

/** Starts a run and gives the caller the handle to it. */
export function createJob(spec: ResolvedSpec): Job<string | Uint8Array> {
  return new JobHandle(new HeldRun(spec));
}
