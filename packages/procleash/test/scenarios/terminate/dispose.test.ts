// Promise 1: the end of the scope that owns a job is the end of its tree, whatever state the job is in.
import assert from "node:assert/strict";
import test from "node:test";
import { start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token, withToken } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

test("disposing a running job stops its tree and waits for it", bound, async () => {
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("running")), { termTimeout: NEVER });
  assert.equal(await job[Symbol.asyncDispose](), undefined);
  assertGone(tree);
  assert.deepEqual(assertProved(await job.outcome).stop, { reason: "stop" });
});

test("disposing uses the job's own ladder to its end", bound, async () => {
  const { job, tree } = await grow(program("grows-nasty-tree.sh", token("ladder")), {
    termTimeout: 20,
    killTimeout: 20_000,
  });
  await job[Symbol.asyncDispose]();
  assertGone(tree);
  assert.deepEqual(assertProved(await job.outcome).rungs, ["SIGTERM", "SIGKILL"]);
});

test("disposing in the tick of the start leaves nothing", bound, async () => {
  const job = start(...fixture("prints-pids-then-waits.sh", token("tick")), { termTimeout: NEVER });
  await job[Symbol.asyncDispose]();
  assert.deepEqual(withToken(token("tick")), []);
  const outcome = await job.outcome;
  if (outcome.kind !== "failed-to-start") assert.equal(ending(outcome), "SIGTERM");
});

test("disposing after the end, twice, and of a job that never started, resolves", bound, async () => {
  const over = start("true");
  await over.outcome;
  await over[Symbol.asyncDispose]();
  await over[Symbol.asyncDispose]();
  assert.equal(assertProved(await over.outcome).stop, null);
  const never = start("no-such-program-anywhere");
  await never[Symbol.asyncDispose]();
});

test("disposing while a reader waits ends the reading, and nothing rejects unhandled", bound, async () => {
  const { job, line, tree } = await grow(program("prints-pids-then-waits.sh", token("reader")), { termTimeout: NEVER });
  const waiting = line();
  await job[Symbol.asyncDispose]();
  assertGone(tree);
  await assert.rejects(waiting, /ended without a further line/);
});
