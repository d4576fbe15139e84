// Promise 5: kill() sends one signal to the tree and says whether anyone could get it; it never throws after the end, and
// never reaches a process outside the tree, least of all this one.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, start } from "../../../src/index.ts";
import type { SignalName } from "../../../src/index.ts";
import { startCanary } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { commandLine, entries, isAlive, token, waitUntil, withToken } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, ending, grow, started } from "../../support/trees.ts";

guardAgainstLeaks();

test("kill(signal) reaches the program, returns true and ends nothing that does not end by it", bound, async () => {
  // Waits: the program's own child may outlive it by longer than leftovers are given on a slow machine.
  const { job, line } = await grow(program("reports-signals.sh", token("reaches")), { leftovers: "wait" });
  for (const signal of ["SIGUSR1", "SIGWINCH", "SIGHUP"] as const) {
    assert.equal(job.kill(signal), true);
    assert.equal(await line(), `got ${signal}`);
    if (signal === "SIGHUP") assert.equal(await line(), "got SIGCONT");
  }
  assert.equal(job.kill("SIGUSR2"), true);
  const outcome = assertProved(await job.outcome);
  assert.equal(ending(outcome), "exit 3");
  // Not our stop: the caller's own signal is no reason and no rung.
  assert.equal(outcome.stop, null);
  assert.deepEqual(outcome.rungs, []);
});

test("kill() without a name is SIGTERM, to every process of the tree", bound, async () => {
  // Waits: on a slow machine the daemon could pass for a leftover for long enough to be sent SIGTERM once more.
  const { job, tree } = await grow(program("runs-away.sh", token("default"), "setsid", "30"), { leftovers: "wait" });
  // Whoever is forked while the signal goes around is not reached by it: both have their last child.
  const isComplete = ({ pid }: Identity): boolean =>
    commandLine(pid).startsWith("sleep") || entries().some(({ parent }) => parent === pid);
  assert.ok(await waitUntil(() => tree.every(isComplete)));
  assert.equal(job.kill(), true);
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(ending(outcome), "SIGTERM");
  assert.deepEqual(outcome.rungs, []);
  await assert.rejects(job.result, (error) => error instanceof LeashError && error.code === "SIGNALLED");
});

test('kill("SIGKILL") ends also what ignores SIGTERM and what left the session', bound, async () => {
  const { job, tree } = await grow(program("grows-nasty-tree.sh", token("kill")), { lingerTimeout: 0 });
  assert.equal(job.kill("SIGKILL"), true);
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(ending(outcome), "SIGKILL");
});

test("after the end kill() returns false, for every signal, and this process lives", bound, async () => {
  const signals: readonly SignalName[] = ["SIGTERM", "SIGKILL", "SIGSTOP", "SIGUSR2"];
  const { job } = await grow(program("leaves-silent-child.sh", token("after")));
  await job.outcome;
  for (const signal of signals) assert.equal(job.kill(signal), false);
});

test(
  "when the start failed kill() returns false and signals nobody: not pid 0, which is our own group",
  bound,
  async () => {
    const canary = startCanary(token("canary"));
    const job = start("no-such-program-anywhere", [token("failed")]);
    await job.outcome;
    for (const signal of ["SIGTERM", "SIGKILL"] as const) assert.equal(job.kill(signal), false);
    await job.stop();
    assert.ok(canary.isAlive());
    await canary.end();
  },
);

test("kill() in the tick of the start ends the program", bound, async () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const job = start(...fixture("prints-pids-then-waits.sh", token("early")));
    assert.equal(job.kill(signal), true);
    const outcome = started(await job.outcome);
    assert.equal(ending(outcome), signal);
    assert.deepEqual(withToken(token("early")), []);
  }
});

test("kill() of one run leaves its neighbours, and processes of nobody, alone", bound, async () => {
  const canary = startCanary(token("canary"));
  const one = await grow(program("grows-nasty-tree.sh", token("one")), {
    lingerTimeout: 0,
    termTimeout: 10,
    killTimeout: 20_000,
  });
  const other = await grow(program("grows-nasty-tree.sh", token("other")), { termTimeout: 10, killTimeout: 20_000 });
  one.job.kill("SIGKILL");
  await one.job.outcome;
  assertGone(one.tree);
  assert.ok(other.tree.every(isAlive));
  assert.ok(canary.isAlive());
  await other.job.stop();
  assertGone(other.tree);
  assert.ok(canary.isAlive());
  await canary.end();
});

test("a name that is no signal is refused, while it runs and after", bound, async () => {
  const { job } = await grow(program("prints-pids-then-waits.sh", token("name")));
  for (const name of ["TERM", "SIGNOTHING", "", "15", "constructor"]) {
    assert.throws(
      () => job.kill(name as SignalName),
      (error) => error instanceof LeashError && error.code === "INVALID_ARGUMENT",
      name,
    );
  }
  await job.stop();
});
