// Promise 1: stopping again, in any way and at any time, joins the stop that is under way or hastens it, and undoes nothing.
import assert from "node:assert/strict";
import test from "node:test";
import type { StartOptions } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();
const patient: StartOptions = { termTimeout: NEVER, killTimeout: 20_000 };

test("stop() twice in one tick climbs once, and both calls get the same outcome", bound, async () => {
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("twice")), patient);
  const [first, second] = await Promise.all([job.stop(), job.stop()]);
  assertGone(tree);
  assert.equal(first, second);
  assert.equal(await job.outcome, first);
  assert.deepEqual(assertProved(first).rungs, ["SIGTERM"]);
});

test("stop() while it stops joins: the program sees one SIGTERM", bound, async () => {
  const { job, line } = await grow(program("reports-signals.sh", token("joins")), patient);
  const first = job.stop();
  assert.equal(await line(), "got SIGTERM");
  assert.equal(await line(), "got SIGCONT");
  const second = job.stop();
  assert.equal(job.kill("SIGUSR1"), true);
  // Had the second stop sent a signal, it would have come before this one.
  assert.equal(await line(), "got SIGUSR1");
  const last = job.stop([{ kill: true, waitMs: 20_000 }]);
  assert.equal(await first, await second);
  assert.equal(await first, await last);
  assert.deepEqual(assertProved(await first).rungs, ["SIGTERM", "SIGKILL"]);
});

test(
  "stop() with another ladder while it waits goes on with that one at once, not after the grace of 100,000 s",
  bound,
  async () => {
    const { job, tree } = await grow(program("ignores-term.sh", token("escalates")), patient);
    const first = job.stop();
    const second = job.stop([
      { signal: "SIGHUP", waitMs: 10 },
      { kill: true, waitMs: 20_000 },
    ]);
    assert.equal(await second, await first);
    assertGone(tree);
    assert.deepEqual(assertProved(await first).rungs, ["SIGTERM", "SIGHUP", "SIGKILL"]);
  },
);

test("escalating three times in a row ends with the last ladder", bound, async () => {
  const { job, tree } = await grow(program("ignores-term.sh", token("thrice")), patient);
  void job.stop();
  void job.stop([{ signal: "SIGINT", waitMs: NEVER }]);
  await new Promise(setImmediate);
  void job.stop([{ signal: "SIGHUP", waitMs: NEVER }]);
  await new Promise(setImmediate);
  const outcome = assertProved(await job.stop([{ kill: true, waitMs: 20_000 }]));
  assertGone(tree);
  assert.equal(outcome.rungs.at(0), "SIGTERM");
  assert.equal(outcome.rungs.at(-1), "SIGKILL");
});

test("the first reason stays: an abort while stop() is under way is no abort", bound, async () => {
  const abort = new AbortController();
  const { job, line } = await grow(program("traps-term-exits-17.sh", token("first"), "0.2"), {
    ...patient,
    signal: abort.signal,
  });
  const stopped = job.stop();
  abort.abort(new Error("too late to be the reason"));
  assert.equal(await line(), "bye");
  const outcome = assertProved(await stopped);
  assert.deepEqual(outcome.stop, { reason: "stop" });
  assert.equal(ending(outcome), "exit 17");
});

test("a timeout while stop() is under way changes neither the reason nor the ladder", bound, async () => {
  const { job } = await grow(program("traps-term-exits-17.sh", token("timeout"), "1.5"), {
    ...patient,
    timeout: 1_200,
  });
  const outcome = assertProved(await job.stop());
  assert.equal(ending(outcome), "exit 17");
  assert.deepEqual(outcome.rungs, ["SIGTERM"]);
});

test("stop() after the end only tells the outcome, again and again", bound, async () => {
  const { job } = await grow(program("leaves-silent-child.sh", token("after")));
  const outcome = assertProved(await job.outcome);
  assert.equal(await job.stop(), outcome);
  assert.equal(await job.stop([{ kill: true, waitMs: 0 }]), outcome);
  assert.equal(outcome.stop, null);
});
