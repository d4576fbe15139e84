// Promise 1: a tree that grows while it is stopped, and ignores SIGTERM, is ended to the last process.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, HOST_VARIABLE, entries, token, variableNames } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { assertProved } from "../../support/trees.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

/** Processes of the bomb are known by the environment: what they exec drops the token. */
function sleepers(): number {
  return entries().filter(
    ({ pid, state }) => !/^[ZX]/.test(state) && pid !== process.pid && variableNames(pid).includes(HOST_VARIABLE),
  ).length;
}

for (const [moment, milliseconds] of Object.entries({
  "in its first moment": 0,
  "while it grows": 60,
  "while it grows on": 250,
})) {
  test(
    `255 processes that ignore SIGTERM, half of them in sessions of their own, stopped ${moment}`,
    bound,
    async (t) => {
      if (!hasProc) return t.skip("setsid(1) is a program of Linux");
      const before = sleepers();
      const job = start(...fixture("multiplies.sh", token(moment), "7"), { termTimeout: 20, killTimeout: 20_000 });
      const lines = job.lines();
      assert.equal((await lines.next()).value, "level 7");
      await sleep(milliseconds);
      const outcome = assertProved(await job.stop());
      assert.equal(sleepers(), before);
      assert.deepEqual(outcome.rungs, ["SIGTERM", "SIGKILL"]);
    },
  );
}

test("255 processes, all of them there, left behind by their leader", bound, async (t) => {
  if (!hasProc) return t.skip("setsid(1) is a program of Linux");
  const before = sleepers();
  const [file, args] = fixture("multiplies.sh", token("full"), "7");
  const job = start("/bin/sh", ["-c", '"$0" "$@" & read -r _', file, ...args], {
    stdin: "pipe",
    termTimeout: 20,
    killTimeout: 20_000,
    lingerTimeout: 0,
  });
  let there = 0;
  for await (const line of job.lines()) {
    if (!line.startsWith("level")) continue;
    there++;
    if (there === 255) job.stdin?.end("\n");
  }
  assert.equal(there, 255);
  const outcome = assertProved(await job.outcome);
  assert.equal(sleepers(), before);
  assert.ok(outcome.tree.leftovers >= 255, `${outcome.tree.leftovers} leftovers`);
});
