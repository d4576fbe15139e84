// The documented limit of the sweep. These tests fail when the limit is gone: then the documentation has to change.
import assert from "node:assert/strict";
import test from "node:test";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, entries, hasProc, isAlive, token, waitGone } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { bound, grow, started } from "../../support/trees.ts";

guardAgainstLeaks();

for (const when of ["while its leader lives", "after its leader's end"]) {
  test(
    `LIMIT of the sweep: a process that left session and parents, and cleared its environment, before anyone looked, is not held ${when}`,
    bound,
    async (t) => {
      if (!hasProc) return t.skip("setsid(1) is a program of Linux");
      const living = when === "while its leader lives";
      const { job, tree } = await grow(
        program("runs-away.sh", token("limit"), "setsid-no-environment", living ? "30" : "0"),
      );
      const [leader, runaway] = tree;
      assert.ok(leader !== undefined && runaway !== undefined);
      const outcome = started(living ? await job.stop() : await job.outcome);
      assert.equal(isAlive(leader), false);
      if (outcome.tree.containment === "sweep") {
        assert.ok(
          isAlive(runaway),
          "the sweep holds it now: say so in the documentation, and move this to escapes.test.ts",
        );
        assert.deepEqual(outcome.tree.survivors, []);
      } else {
        assert.equal(isAlive(runaway), false);
      }
      // Its sleep first, as long as it can be told by its parent.
      for (const member of [...entries().filter(({ parent }) => parent === runaway.pid), runaway]) {
        endByIdentity(member);
        assert.ok(await waitGone(member));
      }
    },
  );
}

test("the same process is held when it was seen once while it was still tied to the tree", bound, async (t) => {
  if (!hasProc) return t.skip("setsid(1) is a program of Linux");
  // Its parent is the leader until the stop, which ends the leader first.
  const script =
    'setsid env -i "PATH=$PATH" sh -c "trap \'\' TERM; echo \\"pids \\$\\$\\"; exec <&- >&- 2>&-; sleep 30; :" "$0" & wait';
  const { job, tree } = await grow(["/bin/sh", "-c", script, token("seen")], { termTimeout: 30, killTimeout: 20_000 });
  const outcome = started(await job.stop());
  assert.deepEqual(tree.filter(isAlive), []);
  assert.deepEqual(outcome.rungs, ["SIGTERM", "SIGKILL"]);
});
