// Promise 1: what a leader leaves behind when it ends by itself is ended, and promise 4: not before it has said its last words.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { isAlive, token } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";

import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();
const hasBash = spawnSync("bash", ["-c", ":"]).status === 0;

test("a silent background child is ended, though nobody asked for a stop: exit 0, one leftover", bound, async () => {
  // Nobody holds our pipes, so there is nothing to linger for, however long it might.
  const { job, tree } = await grow(program("leaves-silent-child.sh", token("silent")), {
    lingerTimeout: NEVER,
    termTimeout: NEVER,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(ending(outcome), "exit 0");
  assert.equal(outcome.stop, null);
  assert.deepEqual(outcome.rungs, ["SIGTERM"]);
  assert.ok(outcome.tree.leftovers >= 1);
});

test("a child that holds our pipes and is silent is ended after the linger time", bound, async () => {
  const { job, tree } = await grow(program("leaves-child-holding-output.sh", token("holds")), {
    lingerTimeout: 50,
    termTimeout: NEVER,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(outcome.output, "complete");
  assert.ok(outcome.tree.leftovers >= 1);
});

test(
  "a child that never stops writing lingers for a while, then is ended, and all that it wrote is delivered",
  bound,
  async () => {
    const { stdout, outcome } = await run(...fixture("leaves-chatty-child.sh", token("chatty")), {
      lingerTimeout: 200,
    });
    const ended = assertProved(outcome);
    assert.equal(ending(ended), "exit 0");
    assert.equal(ended.output, "complete");
    assert.ok(ended.tree.leftovers >= 1);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .filter((line) => line.startsWith("line"));
    assert.deepEqual(
      lines,
      lines.map((_, i) => `line ${i}`),
    );
    assert.ok(lines.length > 0 && lines.length < 2_000, `${lines.length} lines`);
  },
);

test(
  "a process substitution writes after its shell has ended: its text arrives, in the file and in our pipe",
  bound,
  async (t) => {
    if (!hasBash) return t.skip("there is no bash, and sh has no process substitution");
    const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
    const log = join(folder, "log");
    const script = 'exec > >(sleep 0.2; tee "$1"); echo "late words"';
    const { stdout, outcome } = await run("bash", ["-c", script, token("tee"), log], { lingerTimeout: NEVER });
    assert.equal(stdout, "late words\n");
    assert.equal(readFileSync(log, "utf8"), "late words\n");
    assert.equal(assertProved(outcome).output, "complete");
    rmSync(folder, { recursive: true });
  },
);

// Twenty starts of a warden under valgrind, on a busy machine, are no matter of seconds.
test("the same with the default times: a tee is not cut short", { timeout: 180_000 }, async (t) => {
  if (!hasBash) return t.skip("there is no bash, and sh has no process substitution");
  for (let i = 0; i < 20; i++) {
    const { stdout } = await run("bash", [
      "-c",
      "exec > >(tee /dev/null | tee /dev/null); seq 1 2000",
      token("default"),
    ]);
    assert.equal(stdout.split("\n").length, 2_001);
  }
});

test("a leftover that ignores SIGTERM is killed, and the leader's own exit code stays", bound, async () => {
  const stays = 'sh -c \'trap "" TERM HUP; echo "pids $$"; exec <&- >&- 2>&-; sleep 30; :\' "$0" & sleep 0.3; exit 9';
  const { job, tree } = await grow(["/bin/sh", "-c", stays, token("stubborn")], {
    termTimeout: 20,
    killTimeout: 20_000,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.equal(ending(outcome), "exit 9");
  assert.deepEqual(outcome.rungs, ["SIGTERM", "SIGKILL"]);
});

test(
  "a leader that was killed by somebody else: its descendants are ended, and the signal is told",
  bound,
  async () => {
    const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("outsider")), { lingerTimeout: 50 });
    process.kill(tree[0]?.pid as number, "SIGKILL");
    const outcome = assertProved(await job.outcome);
    assertGone(tree);
    assert.equal(ending(outcome), "SIGKILL");
    assert.equal(outcome.stop, null);
  },
);

test("stop() while leftovers linger ends them at once", bound, async () => {
  const { job, tree, line } = await grow(program("leaves-chatty-child.sh", token("hurry")), {
    lingerTimeout: NEVER,
    termTimeout: NEVER,
  });
  for (let i = 0; i < 20; i++) await line();
  assert.ok(tree.every(isAlive));
  const outcome = assertProved(await job.stop());
  assertGone(tree);
  assert.equal(ending(outcome), "exit 0");
  assert.deepEqual(outcome.stop, { reason: "stop" });
});

test("the same leftovers a hundred times: none is missed", { timeout: 120_000 }, async () => {
  for (let i = 0; i < 100; i++) {
    const { job, tree } = await grow(program("leaves-silent-child.sh", token(`round-${i}`)));
    assertProved(await job.outcome);
    assertGone(tree);
  }
});
