// Promise 1: a host inside a run is a member like any other, and its own trees, daemons and guardian are the outer run's too.
import assert from "node:assert/strict";
import test from "node:test";
import type { Ladder } from "../../../src/index.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { isAlive, token, withToken } from "../../support/processes.ts";
import { assertGone, assertProved, bound, grow } from "../../support/trees.ts";

guardAgainstLeaks();

const ladders: Readonly<Record<string, Ladder>> = {
  "SIGTERM and a kill": [
    { signal: "SIGTERM", waitMs: 100 },
    { kill: true, waitMs: 20_000 },
  ],
  // The inner host and its guardian have no moment to end anything themselves.
  "a kill alone": [{ kill: true, waitMs: 20_000 }],
};

for (const env of ["host", "safe"]) {
  for (const [name, ladder] of Object.entries(ladders)) {
    test(
      `stopping the outer run with ${name} ends the inner one, whose program has the ${env} environment`,
      bound,
      async () => {
        const { job, tree } = await grow(hostArgv("nests.ts", token("inner"), env), { ladder });
        assert.equal(tree.length, 3);
        assert.ok(tree.every(isAlive));
        assertProved(await job.stop());
        assertGone(tree);
        assert.deepEqual(withToken(token("inner")), []);
      },
    );
  }

  test(
    `an inner host that is killed: its guardian ends the inner tree (${env} environment) and the outer run is over`,
    bound,
    async () => {
      const { job, tree } = await grow(hostArgv("nests.ts", token("dies"), env), { leftovers: "wait" });
      process.kill(tree[0]?.pid as number, "SIGKILL");
      const outcome = assertProved(await job.outcome);
      assertGone(tree);
      assert.deepEqual(outcome.rungs, []);
    },
  );
}

test("stopping the inner run leaves the outer one running", bound, async () => {
  const { job, tree, line } = await grow(hostArgv("nests.ts", token("outer"), "host"), {
    stdin: "pipe",
    termTimeout: 100,
  });
  job.stdin?.write("stop\n");
  assert.equal(await line(), "SIGTERM");
  const [inner, ...members] = tree;
  assertGone(members);
  assert.ok(inner !== undefined && isAlive(inner));
  assertProved(await job.stop());
  assertGone(tree);
});
