// Promise 1: a tree that was stopped with SIGSTOP, in whole or in part, is ended like any other.
import assert from "node:assert/strict";
import test from "node:test";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entry, token, waitUntil } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

const isStopped = ({ pid }: Identity): boolean => entry(pid)?.state.startsWith("T") === true;

async function freeze(tree: readonly Identity[]): Promise<void> {
  for (const { pid } of tree) process.kill(pid, "SIGSTOP");
  assert.ok(await waitUntil(() => tree.every(isStopped)));
}

test(
  "a whole stopped tree ends by SIGTERM alone: a stopped process keeps it pending until it is continued",
  bound,
  async () => {
    const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("whole")), { termTimeout: NEVER });
    await freeze(tree);
    const outcome = assertProved(await job.stop());
    assertGone(tree);
    assert.deepEqual(outcome.rungs, ["SIGTERM"]);
  },
);

test("a program that was stopped runs its SIGTERM handler: its exit code is reported", bound, async () => {
  const { job, tree } = await grow(program("traps-term-exits-17.sh", token("handler"), "0"), { termTimeout: NEVER });
  await freeze(tree);
  const outcome = assertProved(await job.stop());
  assert.equal(ending(outcome), "exit 17");
});

test("a stopped daemon outside the group is continued too", bound, async () => {
  const { job, tree } = await grow(program("runs-away.sh", token("daemon"), "setsid", "30"), { termTimeout: NEVER });
  await freeze(tree);
  const outcome = assertProved(await job.stop());
  assertGone(tree);
  assert.deepEqual(outcome.rungs, ["SIGTERM"]);
});

test("a stopped tree that ignores SIGTERM is killed as it is", bound, async () => {
  const { job, tree } = await grow(program("grows-nasty-tree.sh", token("stubborn")), {
    ladder: [{ kill: true, waitMs: 20_000 }],
  });
  await freeze(tree);
  const outcome = assertProved(await job.stop());
  assertGone(tree);
  assert.deepEqual(outcome.rungs, ["SIGKILL"]);
});

test("a leader that ends while its child is stopped: the child is found and ended", bound, async () => {
  const { job, tree } = await grow(program("leaves-child-holding-output.sh", token("child")), {
    lingerTimeout: 1_000,
    termTimeout: NEVER,
  });
  await freeze(tree);
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(ending(outcome), "exit 0");
  assert.deepEqual(outcome.rungs, ["SIGTERM"]);
});
