// Promise 1 for a program that shares this process's session and group: it is held just as well, and we are not hit.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { compiled } from "../../support/compiled.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entry, hasProc, identify, isAlive, token } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, containment, ending, grow } from "../../support/trees.ts";

guardAgainstLeaks();
const skipped = containment === "warden" ? null : "the sweep gives every program a session of its own";
const foreground = { session: "foreground", termTimeout: 30, killTimeout: 20_000, lingerTimeout: 30 } as const;

test("the program is in our session and our group", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("group")), foreground);
  const [leader, own] = [entry(tree[0]?.pid as number), entry(process.pid)];
  assert.deepEqual([leader?.session, leader?.group], [own?.session, own?.group]);
  assert.equal(ending(assertProved(await job.stop())), "SIGTERM");
  assertGone(tree);
});

test("its tree is ended, however nasty, and a neighbour in our group is not", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const neighbour = spawn("sleep", ["30"], { stdio: "ignore" });
  await once(neighbour, "spawn");
  const alive = identify(neighbour.pid as number);
  const { job, tree } = await grow(program("grows-nasty-tree.sh", token("nasty")), foreground);
  assertProved(await job.stop());
  assertGone(tree);
  assert.ok(isAlive(alive));
  neighbour.kill("SIGKILL");
  await once(neighbour, "exit");
});

test("a hopper is caught", bound, async (t) => {
  const path = hasProc ? compiled("hops.c") : null;
  if (skipped !== null || path === null) return t.skip(skipped ?? "there is no C compiler");
  const { outcome } = await run(path, [token("hops"), "0", "10000"], { ...foreground, timeout: 300, reject: false });
  assertProved(outcome);
});

test("a signal reaches each member once", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const { job, line } = await grow(program("reports-signals.sh", token("once")), foreground);
  job.kill("SIGUSR1");
  assert.match(await line(), /USR1/);
  assertProved(await job.stop());
});

test("the sweep says that it cannot", bound, async (t) => {
  if (containment === "warden") return t.skip("the warden can");
  await assert.rejects(run("true", [], foreground), { code: "CONTAINMENT_UNAVAILABLE" });
});
