// Promise 2 where the guardian has little to work with: no more processes to be had, or none of its two programs to be found.
import assert from "node:assert/strict";
import test from "node:test";
import { guardianOf } from "../../support/host-death.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, identify, isAlive, token, waitGone } from "../../support/processes.ts";
import { assertGone, assertProved, bound, grow, NEVER } from "../../support/trees.ts";
import { bindable, obstacle } from "../../support/wrapped.ts";

guardAgainstLeaks();

/** The run waits for its whole tree and does nothing itself: what ends, the guardian has ended. */
const watched = { leftovers: "wait", lingerTimeout: NEVER, termTimeout: 20, killTimeout: 20_000 } as const;
/** Of the host's two trees: the members that its guardian can reach by number, and the daemon that it must search for. */
const DAEMON = 3;

test("a guardian that may start no process still ends sessions and groups", bound, async (t) => {
  const user = bindable(54322);
  const notHere = hasProc ? obstacle([...user, "prlimit", "--nproc=1:", "true"]) : "there is no prlimit";
  if (notHere !== null) return t.skip(notHere);
  const { job, tree } = await grow([...user, ...hostArgv("holds-trees.ts", token("limit"), "waits")], watched);
  const host = identify(await job.started);
  const guardian = guardianOf(host);
  assert.ok(guardian !== null);
  assert.equal(obstacle([...user, "prlimit", "--pid", String(guardian.pid), "--nproc=1:1"]), null);
  process.kill(host.pid, "SIGKILL");
  for (const [i, member] of tree.entries()) {
    if (i !== DAEMON) assert.ok(await waitGone(member, 15_000), `member ${i} outlived its host`);
  }
  assert.ok(await waitGone(guardian));
  assertProved(await job.stop());
  assertGone(tree);
});

test("a guardian that finds neither grep nor sleep still ends sessions and groups", bound, async (t) => {
  if (!hasProc) return t.skip("the guardian searches in /proc only");
  const env = { ...process.env, PATH: "/no/such/folder", PROGRAMS_PATH: process.env["PATH"] };
  const { job, tree } = await grow(hostArgv("holds-trees.ts", token("path"), "waits"), { ...watched, env });
  const host = identify(await job.started);
  assert.ok(tree.every(isAlive));
  process.kill(host.pid, "SIGKILL");
  for (const [i, member] of tree.entries()) {
    if (i !== DAEMON) assert.ok(await waitGone(member, 15_000), `member ${i} outlived its host`);
  }
  assertProved(await job.stop());
  assertGone(tree);
});
