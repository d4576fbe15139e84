import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { LeashError, ProcessRunner, run, runProcess, start } from "../../src/index.ts";
import type { LeashErrorCode, ProcessSpec, StartOptions } from "../../src/index.ts";
import { collect } from "./reading.ts";

/** Checks an error by what callers may rely on. */
export function assertRefusal(error: unknown, code: LeashErrorCode, words: readonly RegExp[] = []): LeashError {
  assert.ok(error instanceof LeashError, `wanted a LeashError, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  assert.equal(error.name, code === "ABORTED" ? "AbortError" : "LeashError");
  assert.ok(error.message.length < 2_000, `a message of ${error.message.length} characters`);
  assert.match(error.message, /^Cannot \w+ /);
  for (const word of words) assert.match(error.message, word);
  return error;
}

/** Tries to run what cannot start in every way that there is, and checks all that a failed start promises. */
export async function assertRefused(
  spec: ProcessSpec,
  options: StartOptions,
  code: LeashErrorCode,
  words: readonly RegExp[],
): Promise<LeashError> {
  const { signal } = new AbortController();
  const begin = (): ReturnType<typeof start> => start(spec, { ...options, signal });
  const job = begin();
  const readers = [
    collect(job.lines()),
    job.started,
    job.result,
    collect(begin().rawLines("stderr")),
    collect(begin().bytes()),
    collect(begin().batches()),
    collect(begin().rawBatches()),
    collect(begin().events()),
    collect(begin()),
    run(spec, { ...options, signal }),
    runProcess(spec, { signal }),
    collect(new ProcessRunner().run(spec, { signal })),
  ];
  // Taken together with the start, so that each has its handler in the tick in which it rejects.
  const errors = await Promise.all(
    readers.map((promise) =>
      promise.then(
        () => null,
        (error: unknown) => error,
      ),
    ),
  );
  for (const error of errors) assertRefusal(error, code, words);

  const outcome = await job.outcome;
  assert.ok(outcome.kind === "failed-to-start");
  assert.equal(outcome.error, errors[0]);
  assert.ok(outcome.durationMs >= 0);
  assert.equal(job.pid, undefined);
  assert.equal(job.kill("SIGKILL"), false);
  assert.equal(await job.stop(), outcome);
  await job[Symbol.asyncDispose]();

  assert.equal(getEventListeners(signal, "abort").length, 0);
  const kept = await run(spec, { ...options, signal, reject: false });
  assert.deepEqual(
    { ...kept, outcome: kept.outcome.kind },
    { stdout: "", stderr: "", exitCode: null, signal: null, outcome: "failed-to-start" },
  );

  if (spec.stdin !== undefined) return outcome.error;
  const piped = start(spec, { ...options, signal, stdin: "pipe" });
  piped.stdin?.on("error", () => {}).write("into nothing");
  assert.equal((await piped.outcome).kind, "failed-to-start");
  assert.equal(piped.stdin?.destroyed, true);
  return outcome.error;
}
