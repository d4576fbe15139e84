// Promise: a stream has one reader, promises can be awaited twice, and leaving a loop by any door stops the tree first.
import assert from "node:assert/strict";
import test from "node:test";
import { start } from "../../../src/index.ts";
import type { Job } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { identify, isAlive, token } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { collect, pidsOf } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const waiting = (name: string): Job => start(...fixture("prints-pids-then-waits.sh", token(name)));
const exits = (name: string, code = "0"): Job => start(...fixture("exits-with.sh", token(name), code));

test(
  "a second reader of a stream is refused with STREAM_UNAVAILABLE, and the first is not disturbed",
  bound,
  async () => {
    const job = exits("two readers");
    const first = job.lines();
    for (const kind of ["lines", "rawLines", "bytes", "batches", "rawBatches", "events"] as const) {
      await assert.rejects(async () => collect<unknown>(job[kind]()), { code: "STREAM_UNAVAILABLE" });
    }
    assert.deepEqual(await collect(first), [`out ${token("two readers")}`]);
  },
);

test("events() that is refused takes neither stream", bound, async () => {
  const job = start(...fixture("exits-with.sh", token("refused"), "0"), { onStderr: () => {} });
  assert.throws(() => job.events(), { code: "STREAM_UNAVAILABLE" });
  assert.deepEqual(await collect(job.lines()), [`out ${token("refused")}`]);
});

test("result takes the streams that nobody reads; an iterator after it is refused", bound, async () => {
  const job = exits("result first");
  const { result } = job;
  await assert.rejects(async () => collect(job.lines()), { code: "STREAM_UNAVAILABLE" });
  assert.equal((await result).stdout, `out ${token("result first")}\n`);
});

test("result of a job whose stdout is iterated: stdout is empty, stderr and exit code are there", bound, async () => {
  const job = exits("iterated");
  assert.deepEqual(await collect(job.lines()), [`out ${token("iterated")}`]);
  const { stdout, stderr, exitCode } = await job.result;
  assert.deepEqual([stdout, stderr, exitCode], ["", `err ${token("iterated")}\n`, 0]);
});

test("every promise can be awaited twice and gives the same", bound, async () => {
  const job = exits("twice");
  assert.equal(await job.started, await job.started);
  assert.equal(await job.outcome, await job.outcome);
  assert.deepEqual(await job.result, await job.result);
  assert.equal((await job.result).stdout, `out ${token("twice")}\n`);
  const failing = exits("twice", "3");
  const failures = await Promise.allSettled([failing.result, failing.result]);
  assert.deepEqual(
    failures.map(({ status }) => status),
    ["rejected", "rejected"],
  );
});

test(
  "promises of failing jobs that nobody awaits raise no unhandledRejection (the guard of this file counts them)",
  bound,
  async () => {
    const jobs = [exits("unawaited", "3"), start("/nonexistent/program"), waiting("unawaited")];
    for (const job of jobs) void job.result;
    void jobs[1]?.started;
    for (const job of jobs.slice(0, 2)) await job.outcome;
    await jobs[2]?.stop();
    void exits("unread", "3").lines()[Symbol.asyncIterator]().next();
    await new Promise((resolve) => setTimeout(resolve, 100));
  },
);

test("a job is dropped without a word: it still ends by itself, and nothing is left", bound, async () => {
  const job = exits("dropped");
  assert.equal((await job.outcome).kind, "exit");
});

const LEAVINGS: Readonly<Record<string, (job: Job, seen: (tree: Identity[]) => void) => Promise<unknown>>> = {
  break: async (job, seen) => {
    for await (const line of job.lines()) {
      seen(pidsOf(line).map(identify));
      break;
    }
  },
  return: async (job, seen) => {
    for await (const line of job) return seen(pidsOf(line).map(identify));
  },
  throw: async (job, seen) => {
    for await (const [line = ""] of job.batches()) {
      seen(pidsOf(line).map(identify));
      throw new Error("the caller's own");
    }
  },
  "return() of the iterator": async (job, seen) => {
    const iterator = job.events();
    seen(pidsOf(((await iterator.next()).value as { line: string }).line).map(identify));
    await iterator.return?.();
  },
  "return() while next() waits": async (job, seen) => {
    const iterator = job.rawLines();
    seen(pidsOf((await iterator.next()).value as Uint8Array).map(identify));
    const next = iterator.next();
    await iterator.return?.();
    assert.deepEqual(await next, { done: true, value: undefined });
  },
  "the end of an await using block": async (job, seen) => {
    const iterator = job.lines();
    seen(pidsOf((await iterator.next()).value as string).map(identify));
    await job[Symbol.asyncDispose]();
  },
};

for (const [door, leave] of Object.entries(LEAVINGS)) {
  test(`leaving by ${door} stops the tree, and has waited for it`, bound, async () => {
    const job = waiting(door);
    let tree: Identity[] = [];
    await leave(job, (seen) => (tree = seen)).catch((error: unknown) =>
      assert.match(String(error), /the caller's own/),
    );
    assert.deepEqual(tree.map(isAlive), [false, false]);
    const outcome = await job.outcome;
    assert.ok(outcome.kind !== "failed-to-start");
    assert.equal(outcome.stop?.reason, door.startsWith("the end of") ? "stop" : "left-loop");
  });
}

test("a loop that reads to the end has not left early: the outcome knows of no stop", bound, async () => {
  const job = exits("to the end", "3");
  assert.deepEqual(await collect(job.lines()), [`out ${token("to the end")}`]);
  const outcome = await job.outcome;
  assert.ok(outcome.kind === "exit" && outcome.code === 3 && outcome.stop === null);
});

test("events() reads both streams, each complete and in order", bound, async () => {
  const job = start(...fixture("alternates-streams.mjs", token("events"), "300"));
  const events = await collect(job.events());
  const of = (stream: string): string[] => events.filter((event) => event.stream === stream).map(({ line }) => line);
  assert.deepEqual(
    of("stdout"),
    Array.from({ length: 300 }, (_, i) => `out ${i}`),
  );
  assert.deepEqual(
    of("stderr"),
    Array.from({ length: 300 }, (_, i) => `err ${i}`),
  );
});
