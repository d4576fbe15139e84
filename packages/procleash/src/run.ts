import { createJob } from "./job/job.ts";
import type { Job } from "./job/types.ts";
import type { Result } from "./outcome.ts";
import type { ProcessSpec, StartOptions } from "./spec/options.ts";
import { resolve } from "./spec/resolve.ts";
import type { ResolvedSpec } from "./spec/resolve.ts";

/** Options with which output is text: the default. */
export interface TextOptions extends StartOptions {
  readonly encoding?: "utf8" | undefined;
}

/** Options with which output is bytes instead of text. */
export interface BytesOptions extends StartOptions {
  readonly encoding: "bytes";
}

type Program = string | ProcessSpec;
type Second = readonly string[] | StartOptions | undefined;

/**
 * Runs a program to its end and collects its output.
 *
 * Settles when its whole tree is gone. Rejects with a `LeashError` unless the program exited with code 0 (`reject: false`:
 * resolves with the same shape); the error carries `result` and `outcome`. Nothing goes through a shell: each argument
 * reaches the program as it is.
 *
 * @param file the program, looked up on the PATH of the given environment if it holds no slash.
 */
export function run(
  file: string,
  args: readonly string[] | undefined,
  options: BytesOptions,
): Promise<Result<Uint8Array>>;
export function run(file: string, args?: readonly string[], options?: TextOptions): Promise<Result>;
export function run(spec: ProcessSpec, options: BytesOptions): Promise<Result<Uint8Array>>;
export function run(spec: ProcessSpec, options?: TextOptions): Promise<Result>;
export function run(
  file: string,
  args: readonly string[] | undefined,
  options: StartOptions,
): Promise<Result<string | Uint8Array>>;
export function run(spec: ProcessSpec, options: StartOptions): Promise<Result<string | Uint8Array>>;
export async function run(first: Program, second?: Second, third?: StartOptions): Promise<Result<string | Uint8Array>> {
  return createJob(resolveCall(first, second, third)).result;
}

/**
 * Starts a program and returns the handle to it at once.
 *
 * What the system refuses arrives through the job (`outcome`, and rejections of the rest).
 *
 * @throws {LeashError} `INVALID_ARGUMENT`, only for a misuse that TypeScript would refuse too.
 */
export function start(file: string, args: readonly string[] | undefined, options: BytesOptions): Job<Uint8Array>;
export function start(file: string, args?: readonly string[], options?: TextOptions): Job;
export function start(spec: ProcessSpec, options: BytesOptions): Job<Uint8Array>;
export function start(spec: ProcessSpec, options?: TextOptions): Job;
export function start(
  file: string,
  args: readonly string[] | undefined,
  options: StartOptions,
): Job<string | Uint8Array>;
export function start(spec: ProcessSpec, options: StartOptions): Job<string | Uint8Array>;
export function start(first: Program, second?: Second, third?: StartOptions): Job<string | Uint8Array> {
  return createJob(resolveCall(first, second, third));
}

function resolveCall(first: Program, second: Second, third: StartOptions = {}): ResolvedSpec {
  if (typeof first !== "object" || first === null) return resolve(first, second, third);
  const { argv, cwd, env, stdin } = first;
  const given = Object.fromEntries(Object.entries({ cwd, env, stdin }).filter(([, value]) => value !== undefined));
  const list: readonly unknown[] = Array.isArray(argv) ? argv : [];
  return resolve(list[0], list.slice(1), { ...(second as StartOptions | undefined), ...given });
}
