// Scale: a tree of 500 processes ends like a small one, with proof.
import assert from "node:assert/strict";
import test from "node:test";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import type { Argv } from "../../support/programs.ts";
import { assertGone, assertProved, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

/** Shorter than they sleep; to start 500 takes a slow machine more time than other tests have. */
const bound = { timeout: 100_000 };

const many = (name: string, before: string, how = ""): Argv => [
  "/bin/sh",
  "-c",
  `${before} i=0; while [ $i -lt 500 ]; do ${how} sleep 120 & i=$((i+1)); done; echo "pids $$"; wait`,
  token(name),
];

const cases = [
  ["friendly", "", "", NEVER, ["SIGTERM"]],
  ["that ignore SIGTERM", "trap '' TERM;", "", 50, ["SIGTERM", "SIGKILL"]],
  ["each in a session of its own", "", "setsid", NEVER, ["SIGTERM"]],
] as const;

for (const [what, before, how, termTimeout, rungs] of cases) {
  test(`500 idle processes ${what}`, bound, async (t) => {
    if (how === "setsid" && !hasProc) return t.skip("setsid(1) is a program of Linux");
    const { job, tree } = await grow(many(what, before, how), { termTimeout, killTimeout: 20_000 });
    const outcome = assertProved(await job.stop());
    assertGone(tree);
    assert.deepEqual(outcome.rungs, rungs);
  });
}

test("500 idle processes that their leader leaves behind: counted, and ended", bound, async () => {
  const [file, flag, script, name] = many("left", "") as readonly [string, string, string, string];
  const { job, tree } = await grow([file, flag, script.replace("; wait", ""), name], {
    lingerTimeout: 0,
    termTimeout: NEVER,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(ending(outcome), "exit 0");
  assert.ok(outcome.tree.leftovers >= 500, `${outcome.tree.leftovers} leftovers`);
});
