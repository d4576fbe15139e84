// Promises 1 to 3 when somebody stops a warden, and nobody says a word to it: it is continued, by its host or the guardian.
import assert from "node:assert/strict";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { assertAllEnd } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entry, isAlive, token, waitUntil } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertProved, bound, containment, ending } from "../../support/trees.ts";

guardAgainstLeaks();
const skipped = containment === "warden" ? null : "trees are held by the sweep here";

test("a program stops its own warden, and ends: so does the run", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const { outcome } = await run("/bin/sh", ["-c", "kill -STOP $PPID; exit 4", token("ends")], { reject: false });
  assert.equal(ending(assertProved(outcome)), "exit 4");
});

test("a warden is stopped, its host killed: also a daemon without environment ends", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const name = token("host");
  const host = startHost("starts.ts", name, ...program("runs-away.sh", name, "setsid-no-environment", "30"));
  assert.equal(await host.line(), "starting");
  const tree = await host.pids();
  assert.equal(tree.length, 2);
  const warden = entry(tree[0]?.pid as number)?.parent as number;
  process.kill(warden, "SIGSTOP");
  assert.ok(await waitUntil(() => entry(warden)?.state === "T"));
  assert.ok(tree.every(isAlive));
  host.signal("SIGKILL");
  await host.end();
  await assertAllEnd(tree, name);
});
