// Promise 1 for processes that are out of the ordinary: what a debugger, a container's shim or a careful daemon does.
import assert from "node:assert/strict";
import test from "node:test";
import { start } from "../../../src/index.ts";
import { compiled } from "../../support/compiled.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entry, hasProc, token, waitUntil } from "../../support/processes.ts";
import { assertProved, bound, containment, grow } from "../../support/trees.ts";
import { obstacle } from "../../support/wrapped.ts";

guardAgainstLeaks();
const impatient = { termTimeout: 30, killTimeout: 20_000, lingerTimeout: 30 };

const programs = {
  "hides-from-proc.c": "whose environment nobody may read",
  "is-a-subreaper.c": "that takes in its own orphans",
  "traces-its-child.c": "that traces its child",
  "waits-in-vfork.c": "that waits in vfork(2) for a child that never execs",
  "loses-its-first-thread.c": "with a child that looks like a zombie, and is none",
} as const;

for (const [name, what] of Object.entries(programs) as [keyof typeof programs, string][]) {
  test(`a program ${what} is ended with all its tree`, bound, async (t) => {
    const path = hasProc ? compiled(name) : null;
    if (path === null) return t.skip("there is no C compiler, or this is not Linux");
    const { job, tree } = await grow([path, token(name)], impatient);
    assert.equal(tree.length, 2);
    assertProved(await job.stop());
    // Not by their state, which may lie: they are not even zombies, or are those of a slow init.
    for (const { pid, start: since } of tree)
      assert.ok(await waitUntil(() => entry(pid)?.start !== since), `${pid} is there`);
  });
}

test("a pid namespace inside the tree, whose init ignores SIGTERM, is ended", bound, async (t) => {
  const apart = ["unshare", "--user", "--map-root-user", "--pid", "--fork"] as const;
  const notHere = obstacle([...apart, "true"]);
  if (notHere !== null) return t.skip(notHere);
  const inside = 'setsid sleep 30 & setsid sh -c "sleep 30; :" "$0" & echo ready; wait';
  const { job, line } = await grow(
    ["/bin/sh", "-c", 'echo "pids $$"; "$@"', "sh", ...apart, "/bin/sh", "-c", inside, token("namespace")],
    impatient,
  );
  assert.equal(await line(), "ready");
  assertProved(await job.stop());
});

test("a thousand orphans that end at once are reaped, and the run goes on", bound, async (t) => {
  const path = hasProc ? compiled("orphans.c") : null;
  if (path === null) return t.skip("there is no C compiler, or this is not Linux");
  const job = start(path, [token("orphans"), "1000"], { killTimeout: 20_000 });
  const lines = job.lines();
  for (const word of ["ready", "closed"]) assert.equal((await lines.next()).value, word);
  const { usage } = assertProved(await job.stop());
  if (containment === "warden") assert.ok(usage !== null && usage.peakRssBytes > 0);
});
