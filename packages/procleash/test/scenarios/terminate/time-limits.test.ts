// Promise 3: each time limit stops the tree, tells its name and its value, and is not set off by what it does not mean.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, run, start } from "../../../src/index.ts";
import type { LeashErrorCode, Outcome, StartOptions, StopReason } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token, withToken } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import type { Argv } from "../../support/programs.ts";
import { collect } from "../../support/reading.ts";
import { assertGone, assertProved, bound, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

const patient = { termTimeout: NEVER } satisfies StartOptions;
const silent = (name: string): Argv => ["/bin/sh", "-c", "sleep 30; :", token(name)];

const limits: readonly (readonly [StartOptions, StopReason, LeashErrorCode, string])[] = [
  [{ timeout: 40 }, "timeout", "TIMEOUT", "a silent program"],
  [{ idleTimeout: 40 }, "idle-timeout", "IDLE_TIMEOUT", "a silent program"],
  [{ firstOutputTimeout: 40 }, "first-output-timeout", "FIRST_OUTPUT_TIMEOUT", "a silent program"],
  // Of several that could fire, the shortest tells its name.
  [
    { timeout: 40, idleTimeout: NEVER, firstOutputTimeout: NEVER },
    "timeout",
    "TIMEOUT",
    "a silent program with patient other limits",
  ],
  [{ idleTimeout: 40, timeout: NEVER }, "idle-timeout", "IDLE_TIMEOUT", "a silent program with a patient timeout"],
];

for (const [limit, reason, code, name] of limits) {
  test(`${JSON.stringify(limit)} stops ${name}: ${code}`, bound, async () => {
    const [file, ...args] = silent(reason);
    const job = start(file, args, { ...patient, ...limit });
    const wanted = { name: "LeashError", code };
    await assert.rejects(collect(job.lines()), wanted);
    await assert.rejects(
      job.result,
      (error) => error instanceof LeashError && error.code === code && error.outcome !== undefined,
    );
    const outcome = assertProved(await job.outcome);
    assert.deepEqual(withToken(token(reason)), []);
    assert.deepEqual(outcome.stop, { reason, afterMs: 40 });
    assert.deepEqual(outcome.rungs, ["SIGTERM"]);
  });
}

test("a timeout that fires during the leader's clean-up after its own end stops what it left", bound, async () => {
  const { job, tree } = await grow(program("leaves-silent-child.sh", token("left")), {
    leftovers: "wait",
    timeout: 1_000,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.deepEqual(outcome.stop, { reason: "timeout", afterMs: 1_000 });
  assert.equal(outcome.kind, "exit");
});

test("a stubborn tree is killed after a timeout, and the outcome names both rungs", bound, async () => {
  const { job, tree } = await grow(program("ignores-term.sh", token("stubborn")), {
    timeout: 1_000,
    termTimeout: 20,
    killTimeout: 20_000,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.deepEqual(outcome.rungs, ["SIGTERM", "SIGKILL"]);
});

test("output, also without a newline and also on stderr, keeps both output limits from firing", bound, async () => {
  // It ends by itself after eight writes; an idle limit over the whole of it would fire if they did not count.
  const script = "i=0; while [ $i -lt 8 ]; do printf . >&$((1 + i % 2)); sleep 0.25; i=$((i+1)); done";
  const { outcome, stdout, stderr } = await run("/bin/sh", ["-c", script, token("dots")], {
    idleTimeout: 1_500,
    firstOutputTimeout: 1_500,
  });
  assert.equal(assertProved(outcome).stop, null);
  assert.equal(stdout + stderr, "........");
});

test("the idle limit starts anew at each output: silence after words stops the run", bound, async () => {
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("words")), {
    ...patient,
    idleTimeout: 300,
    firstOutputTimeout: NEVER,
  });
  const outcome: Outcome = await job.outcome;
  assertGone(tree);
  assert.deepEqual(assertProved(outcome).stop, { reason: "idle-timeout", afterMs: 300 });
});

test("a program that waits for its reader is not idle", bound, async () => {
  const abort = new AbortController();
  const job = start("head", ["-c", "50000000", "/dev/zero"], { ...patient, idleTimeout: 500, signal: abort.signal });
  await job.bytes().next();
  // The pipe is full and nobody reads: the program is held back, however long that takes.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  abort.abort();
  const outcome = assertProved(await job.outcome);
  assert.equal(outcome.stop?.reason, "abort");
});

test("a limit of a run that ended in time fires at nobody: the same host runs on", bound, async () => {
  const { outcome } = await run("true", [], { timeout: 300, idleTimeout: 300, firstOutputTimeout: 300 });
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("next")));
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(assertProved(outcome).stop, null);
  assert.deepEqual(assertProved(await job.stop()).stop, { reason: "stop" });
  assertGone(tree);
});
