// Promise 2: however this process dies, everything that it started dies, and its guardian after it.
import assert from "node:assert/strict";
import test from "node:test";
import { assertAllEnd, assertNobodyCarries, guardianOf } from "../../support/host-death.ts";
import { startCanary, startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { isAlive, token, waitGone } from "../../support/processes.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();

const killed = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"] as const;
for (const signal of killed) {
  test(
    `a host that ${signal} ends: leader, children, stubborn members and daemons end, strangers live`,
    bound,
    async () => {
      const canary = startCanary(token("canary"));
      const host = startHost("holds-trees.ts", token(signal), "waits");
      const tree = await host.pids();
      assert.equal(tree.length, 6);
      assert.ok(tree.every(isAlive));
      const guardian = guardianOf(host.identity);
      assert.ok(guardian !== null);
      host.signal(signal);
      assert.equal((await host.ended).signal, signal);
      await assertAllEnd(tree, token(signal));
      assert.ok(await waitGone(guardian), "the guardian outlived its work");
      assert.ok(canary.isAlive());
      await canary.end();
      await host.end();
    },
  );
}

const itself: Readonly<Record<string, number | null>> = { exits: 3, throws: 1, rejects: 1, aborts: null };
for (const [how, code] of Object.entries(itself)) {
  test(`a host that ${how}: all that it started ends`, bound, async () => {
    const host = startHost("holds-trees.ts", token(how), how);
    const tree = await host.pids();
    assert.equal((await host.ended).code, code);
    await assertAllEnd(tree, token(how));
    await host.end();
  });
}

test("a host that dies while it stops its trees, with a grace of 100,000 s to go", bound, async () => {
  const host = startHost("holds-trees.ts", token("stops"), "stops");
  const tree = await host.pids();
  host.signal("SIGUSR2");
  assert.equal(await host.line(), "stopping");
  host.signal("SIGKILL");
  await assertAllEnd(tree, token("stops"));
  await host.end();
});

for (const when of ["tick", "microtask"]) {
  test(`a host that calls process.exit() in the ${when} of the start, three times`, { timeout: 60_000 }, async () => {
    for (let i = 0; i < 3; i++) {
      const name = token(`${when}-${i}`);
      const host = startHost("exits-in-the-tick.ts", name, when);
      assert.equal((await host.ended).code, 0);
      await assertNobodyCarries(name);
      await host.end();
    }
  });
}

test("a host that ends its trees itself ends by itself: nothing of ours keeps it alive", bound, async () => {
  const host = startHost("holds-trees.ts", token("itself"), "ends by itself");
  const tree = await host.pids();
  host.signal("SIGUSR2");
  assert.deepEqual({ ...(await host.ended), stderr: "" }, { code: 0, signal: null, stderr: "" });
  await assertAllEnd(tree, token("itself"));
  await host.end();
});
