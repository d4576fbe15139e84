// Promise: whatever is read, left, aborted or stopped, and whenever, the run settles, its tree is gone and nothing leaks.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LeashError, start } from "../../../src/index.ts";
import type { Job, Outcome, StartOptions } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { random } from "../../support/random.ts";
import type { Random } from "../../support/random.ts";

guardAgainstLeaks();

const PROGRAMS: readonly ((name: string) => [string, string[]])[] = [
  (name) => fixture("exits-with.sh", name, "0"),
  (name) => fixture("exits-with.sh", name, "3"),
  (name) => fixture("writes-bytes.mjs", name, "300000", "stdout", "some text\n"),
  (name) => fixture("writes-bytes.mjs", name, "300000", "stderr", "some text\n"),
  (name) => fixture("writes-forever.mjs", name),
  (name) => fixture("alternates-streams.mjs", name, "500"),
  (name) => fixture("prints-pids-then-waits.sh", name),
  (name) => fixture("ignores-term.sh", name),
  (name) => fixture("leaves-silent-child.sh", name),
  (name) => fixture("leaves-child-holding-output.sh", name),
  (name) => ["sh", ["-c", "cat; cat >&2", name]],
  (name) => [`/nonexistent/${name}`, []],
];

const STDINS: readonly (() => StartOptions["stdin"])[] = [
  () => undefined,
  () => "pipe",
  () => Buffer.alloc(1_000_000, "stdin\n"),
  () =>
    (async function* () {
      for (let i = 0; i < 10_000; i++) yield `piece ${i}\n`;
    })(),
  () =>
    (async function* () {
      yield "then never again";
      await new Promise<never>(() => {});
    })(),
];

/** Reads in one of the ways, for so many items. A run that was ended early rejects with an error of ours, or ends. */
async function read(from: Random, job: Job, items: number): Promise<void> {
  const kind = from.pick(["lines", "rawLines", "bytes", "batches", "rawBatches", "events"] as const);
  const stream = from.pick(["stdout", "stderr"] as const);
  const iterator: AsyncIterable<unknown> = kind === "events" ? job.events() : job[kind](stream);
  let left = items;
  for await (const _item of iterator) {
    if (left-- <= 0) break;
    if (from.below(50) === 0) await sleep(from.below(5));
  }
}

async function oneRun(seed: number): Promise<Outcome> {
  const from = random(seed);
  const [file, args] = from.pick(PROGRAMS)(token(`seed ${seed}`));
  const abort = new AbortController();
  const job = start(file, args, {
    stdin: from.pick(STDINS)(),
    signal: abort.signal,
    termTimeout: 50 + from.below(300),
    killTimeout: 20_000,
    lingerTimeout: from.below(200),
    ...(from.below(4) === 0 ? { onStderr: () => {} } : {}),
    ...(from.below(4) === 0 ? { timeout: from.below(500) } : {}),
    ...(from.below(6) === 0 ? { maxLineBytes: 5 } : {}),
    ...(from.below(6) === 0 ? { maxOutputBytes: 1_000 } : {}),
  });
  const failures: unknown[] = [];
  const doing: Promise<unknown>[] = [];
  const begin = (work: Promise<unknown>): void => void doing.push(work.catch((error: unknown) => failures.push(error)));
  for (let readers = from.below(3); readers > 0; readers--) begin(read(from, job, from.below(300)));
  if (from.below(2) === 0) begin(job.result);
  if (from.below(3) === 0) job.stdin?.end("written\n");
  if (from.below(3) > 0) await sleep(from.below(60));
  if (from.below(4) === 0) job.kill(from.pick(["SIGTERM", "SIGINT", "SIGKILL", "SIGCONT"]));
  // Last, something that ends every program.
  const end = from.pick([
    () => abort.abort(),
    () => void job.stop(),
    () => void job[Symbol.asyncDispose](),
    () => void job.stop([{ kill: true, waitMs: 20_000 }]),
  ]);
  setTimeout(end, from.below(300));
  await Promise.all(doing);
  for (const failure of failures) assert.ok(failure instanceof LeashError, `seed ${seed}: ${String(failure)}`);
  const outcome = await job.outcome;
  if (outcome.kind !== "failed-to-start") assert.deepEqual(outcome.tree.survivors, [], `seed ${seed}`);
  return outcome;
}

for (let group = 0; group < 10; group++) {
  const seeds = Array.from({ length: 12 }, (_, i) => group * 12 + i + 1);
  test(`random runs side by side, seeds ${seeds[0]} to ${seeds.at(-1)}`, { timeout: 60_000 }, async () => {
    const outcomes = await Promise.all(seeds.map((seed) => oneRun(seed)));
    assert.equal(outcomes.length, seeds.length);
  });
}
