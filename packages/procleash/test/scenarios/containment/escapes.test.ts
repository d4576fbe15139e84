// Promise 1: a process that leaves its parents, its group or its session is ended with the tree all the same.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { startCanary } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entries, entry, hasProc, isAlive, token, waitUntil, withToken } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();
const hasBash = spawnSync("bash", ["-c", ":"]).status === 0;
const impatient = { termTimeout: 30, killTimeout: 20_000, lingerTimeout: 30 };

const WAYS = {
  background: "goes to the background, orphaned",
  nohup: "was started by nohup and ignores SIGTERM",
  group: "has a process group of its own",
  setsid: "has a session of its own and no parent",
  "double-fork": "forked twice, left the session and the directory, closed its streams and ignores SIGTERM",
  "no-environment": "cleared its environment and ignores SIGTERM, but stays in the session",
};

for (const [way, what] of Object.entries(WAYS)) {
  for (const when of ["while the leader lives", "after the leader's end"]) {
    test(`a process that ${what} is ended ${when}`, bound, async (t) => {
      if (way === "group" && !hasBash) return t.skip("there is no bash to give a child its own group");
      if (!hasProc) return t.skip("setsid(1) is a program of Linux");
      const canary = startCanary(token("canary"));
      const living = when === "while the leader lives";
      const { job, tree } = await grow(program("runs-away.sh", token(way), way, living ? "30" : "0.2"), impatient);
      const runaway = tree.slice(1);
      // Its parents are gone: nothing but session, group or environment ties it to the tree.
      assert.ok(runaway.every(isAlive));
      assert.notEqual(entry(runaway[0]?.pid as number)?.parent, tree[0]?.pid);
      const outcome = assertProved(living ? await job.stop() : await job.outcome);
      assertGone(tree);
      assert.equal(outcome.rungs[0], "SIGTERM");
      if (!living) assert.ok(outcome.tree.leftovers >= 1);
      assert.ok(canary.isAlive());
      await canary.end();
    });
  }
}

test("two pipelines of three, side by side, one of them in a group of its own: all six are ended", bound, async () => {
  const script = 'timeout 20 yes "$0" | tail -n 1 & yes "$0" | head -c 9000000000 | tail -n 1 & echo "pids $$"; wait';
  const { job } = await grow(["/bin/sh", "-c", script, token("pipelines")], impatient);
  assertProved(await job.stop());
  assert.deepEqual(withToken(token("pipelines")), []);
});

test("a process whose name looks like the fields of /proc/<pid>/stat is ended", bound, async () => {
  const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
  for (const name of ["a) R 1 (", "b) Z 0 0 0", ") (", "new\nline"]) {
    const path = join(folder, name);
    writeFileSync(path, '#!/bin/sh\necho "pids $$"; sleep 30; :\n');
    chmodSync(path, 0o755);
    const { job, tree } = await grow(["/bin/sh", "-c", 'setsid "$1" "$0" & wait; :', token("name"), path], impatient);
    assertProved(await job.stop());
    assertGone(tree);
  }
  rmSync(folder, { recursive: true });
});

test("a zombie that its parent never asks for is dead: it does not delay the end", bound, async (t) => {
  if (!hasProc) return t.skip("the child looks into /proc");
  // After exec the parent is sleep(1), which knows nothing of children; the child waits for that, or the shell would ask.
  const child = 'while [ "$(cat /proc/$$/comm)" != sleep ]; do sleep 0.02; done';
  const { job, tree } = await grow(["/bin/sh", "-c", `(${child}) & echo "pids $$"; exec sleep 30`, token("zombie")], {
    termTimeout: NEVER,
  });
  const isZombie = (): boolean =>
    entries().some(({ parent, state }) => parent === tree[0]?.pid && state.startsWith("Z"));
  assert.ok(await waitUntil(isZombie));
  assert.deepEqual(assertProved(await job.stop()).rungs, ["SIGTERM"]);
  assertGone(tree);
});

test("daemons of many runs at once: each run ends its own", bound, async () => {
  const grown = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      grow(program("runs-away.sh", token(`many-${i}`), "double-fork", "30"), impatient),
    ),
  );
  const [first, ...others] = grown;
  assert.ok(first !== undefined);
  await first.job.stop();
  assertGone(first.tree);
  assert.ok(others.every(({ tree }) => tree.every(isAlive)));
  await Promise.all(others.map(({ job }) => job.stop()));
  assertGone(grown.flatMap(({ tree }) => tree));
});

test("a daemon outlives no run that is collected with run()", bound, async () => {
  const [file, ...args] = program("runs-away.sh", token("run"), "double-fork", "0");
  const { outcome } = await run(file, args, impatient);
  assert.deepEqual(withToken(token("run")), []);
  assertProved(outcome);
});
