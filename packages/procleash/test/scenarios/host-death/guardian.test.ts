// Promise 2 rests on one small process: when that is killed, another takes over; when its host rests, it rests too.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertAllEnd, guardianOf, nextGuardian } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, entry, isAlive, token, waitGone, waitUntil } from "../../support/processes.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();
// Where trees have wardens a guardian is the second to be asked, and not missed before the next run.
process.env["LEASH_CONTAINMENT"] = "sweep";

test(
  "a guardian that is killed is replaced, again and again, and the last one knows the trees of the first",
  bound,
  async () => {
    const host = startHost("holds-trees.ts", token("replaced"), "waits");
    const tree = await host.pids();
    let guardian = guardianOf(host.identity);
    for (let i = 0; i < 3; i++) {
      assert.ok(guardian !== null);
      endByIdentity(guardian);
      guardian = await nextGuardian(host.identity, guardian);
    }
    assert.ok(tree.every(isAlive), "the trees are not the guardian's to end while the host lives");
    host.signal("SIGKILL");
    await assertAllEnd(tree, token("replaced"));
    assert.ok(guardian !== null && (await waitGone(guardian)));
    await host.end();
  },
);

test(
  "signals that a terminal or a shutdown sends to everyone do not end the guardian before its host",
  bound,
  async () => {
    const host = startHost("holds-trees.ts", token("signals"), "waits");
    const tree = await host.pids();
    const guardian = guardianOf(host.identity);
    assert.ok(guardian !== null);
    for (const signal of ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGPIPE", "SIGTSTP"] as const)
      process.kill(guardian.pid, signal);
    await sleep(100);
    assert.ok(isAlive(guardian));
    host.signal("SIGTERM");
    process.kill(guardian.pid, "SIGTERM");
    await assertAllEnd(tree, token("signals"));
    await host.end();
  },
);

test("a host that is stopped and continued loses nothing", bound, async () => {
  const host = startHost("holds-trees.ts", token("paused"), "waits");
  const tree = await host.pids();
  host.signal("SIGSTOP");
  assert.ok(await waitUntil(() => entry(host.identity.pid)?.state.startsWith("T") === true));
  await sleep(1_500);
  assert.ok(tree.every(isAlive), "a host that rests is not dead");
  host.signal("SIGCONT");
  await sleep(200);
  assert.ok(tree.every(isAlive));
  host.signal("SIGKILL");
  await assertAllEnd(tree, token("paused"));
  await host.end();
});

test("a host that is killed while it is stopped: its trees end", bound, async () => {
  const host = startHost("holds-trees.ts", token("stopped"), "waits");
  const tree = await host.pids();
  host.signal("SIGSTOP");
  host.signal("SIGKILL");
  await assertAllEnd(tree, token("stopped"));
  await host.end();
});

test("trees that are stopped themselves end with their host", bound, async () => {
  const host = startHost("holds-trees.ts", token("frozen"), "waits");
  const tree = await host.pids();
  for (const { pid } of tree) process.kill(pid, "SIGSTOP");
  host.signal("SIGKILL");
  await assertAllEnd(tree, token("frozen"));
  await host.end();
});
