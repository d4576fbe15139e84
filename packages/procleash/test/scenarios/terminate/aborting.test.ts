// Promise 5: an abort rejects with an AbortError that carries the reason, and only after the tree is gone; it starts nothing
// that it came before, and changes nothing that it came after.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import test from "node:test";
import { LeashError, run, start } from "../../../src/index.ts";
import type { Job } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { isAlive, token, withToken } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { collect } from "../../support/reading.ts";
import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

/** Awaits a rejection and looks at once, in the same microtask, whether anybody of the tree is alive. */
async function settledAfter(
  promise: Promise<unknown>,
  tree: readonly { pid: number; start: string }[],
): Promise<LeashError> {
  const [error, alive] = await promise.then(
    () => assert.fail("it resolved"),
    (caught: unknown) => [caught, tree.filter(isAlive)] as const,
  );
  assert.deepEqual(alive, [], "alive when the promise settled");
  assert.ok(error instanceof LeashError);
  return error;
}

const reasons = {
  "an Error": new Error("the user pressed stop"),
  "a string": "enough",
  null: null,
  nothing: undefined,
};

for (const [name, reason] of Object.entries(reasons)) {
  test(
    `an abort with ${name}: AbortError with that cause, from the result and the iterators, after the tree is gone`,
    bound,
    async () => {
      const abort = new AbortController();
      const { job, tree, line } = await grow(program("child-ignores-term.sh", token(name)), {
        signal: abort.signal,
        termTimeout: 50,
        killTimeout: 20_000,
      });
      const errors = job.lines("stderr");
      const settled = Promise.all([
        settledAfter(job.result, tree),
        settledAfter(line(), tree),
        settledAfter(collect(errors), tree),
      ]);
      abort.abort(reason);
      for (const error of await settled) {
        assert.equal(error.name, "AbortError");
        assert.equal(error.code, "ABORTED");
        assert.equal(error.cause, abort.signal.reason);
        assert.equal(error.outcome, await job.outcome);
      }
      const outcome = assertProved(await job.outcome);
      assert.deepEqual(outcome.stop, { reason: "abort", cause: abort.signal.reason });
      assert.equal(await job.started, tree[0]?.pid);
    },
  );
}

test("AbortSignal.timeout() is an abort whose cause is a TimeoutError", bound, async () => {
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("platform")), {
    signal: AbortSignal.timeout(500),
  });
  const error = await settledAfter(job.result, tree);
  assert.equal(error.name, "AbortError");
  assert.equal((error.cause as Error).name, "TimeoutError");
});

test("an abort in the tick of the start: nothing is left, whether or not the program had begun", bound, async () => {
  for (const early of [true, false]) {
    const abort = new AbortController();
    const job = start(...fixture("prints-pids-then-waits.sh", token("tick")), {
      signal: abort.signal,
      termTimeout: NEVER,
    });
    if (early) abort.abort("early");
    else process.nextTick(() => abort.abort("next tick"));
    await assert.rejects(job.result, { name: "AbortError", cause: early ? "early" : "next tick" });
    assert.deepEqual(withToken(token("tick")), []);
    const outcome = await job.outcome;
    if (outcome.kind !== "failed-to-start") assert.equal(ending(outcome), "SIGTERM");
  }
});

test("aborting twice, and once more from within the abort, is one abort", bound, async () => {
  const abort = new AbortController();
  abort.signal.addEventListener("abort", () => abort.abort("within"));
  const { job, tree } = await grow(program("traps-term-exits-17.sh", token("twice"), "0.2"), {
    signal: abort.signal,
    termTimeout: NEVER,
  });
  abort.abort("first");
  abort.abort("second");
  const error = await settledAfter(job.result, tree);
  assert.equal(error.cause, "first");
  assert.equal(ending(await job.outcome), "exit 17");
});

test("a signal that is aborted already starts nothing, and every promise of the job says so", bound, async () => {
  const job: Job = start(...fixture("prints-pids-then-waits.sh", token("already")), {
    signal: AbortSignal.abort("no"),
  });
  const wanted = { name: "AbortError", code: "ABORTED", cause: "no" };
  await assert.rejects(job.started, wanted);
  await assert.rejects(collect(job.lines()), wanted);
  await assert.rejects(job.result, wanted);
  assert.equal((await job.outcome).kind, "failed-to-start");
  assert.equal(job.pid, undefined);
  assert.deepEqual(withToken(token("already")), []);
});

test("an abort after the end changes nothing, and no listener is left on the signal", bound, async () => {
  const abort = new AbortController();
  const job = start(...fixture("exits-with.sh", token("after"), "0"), { signal: abort.signal });
  const { outcome } = await job.result;
  assert.equal(getEventListeners(abort.signal, "abort").length, 0);
  abort.abort();
  assert.equal(assertProved(outcome).stop, null);
  assert.equal(await job.stop(), outcome);
});

test("one signal for many runs ends them all", bound, async () => {
  const abort = new AbortController();
  const grown = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      grow(program("prints-pids-then-waits.sh", token(`many-${i}`)), { signal: abort.signal, termTimeout: NEVER }),
    ),
  );
  abort.abort();
  const errors = await Promise.all(grown.map(({ job, tree }) => settledAfter(job.result, tree)));
  assert.equal(new Set(errors).size, 8);
  assertGone(grown.flatMap(({ tree }) => tree));
  assert.equal(getEventListeners(abort.signal, "abort").length, 0);
});

test("run() with a signal rejects after the tree is gone, with what was written until then", bound, async () => {
  const abort = new AbortController();
  const onStderr = (): void => abort.abort();
  const running = run("/bin/sh", ["-c", "echo kept; echo now >&2; sleep 30", token("run")], {
    signal: abort.signal,
    onStderr,
    termTimeout: NEVER,
  });
  const error: unknown = await running.catch((caught: unknown) => caught);
  assert.deepEqual(withToken(token("run")), []);
  assert.ok(error instanceof LeashError && error.name === "AbortError");
  assert.equal(error.result?.stdout, "kept\n");
});
