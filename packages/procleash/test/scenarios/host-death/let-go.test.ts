// Promise 2 and leftovers "leave": what was let go on purpose outlives the host; what is not yet let go does not.
import assert from "node:assert/strict";
import test from "node:test";
import { assertAllEnd } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, isAlive, token, waitGone } from "../../support/processes.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(
    `a host that ${signal} ends: the process that was let go lives, the tree of a living leader ends`,
    bound,
    async () => {
      const host = startHost("lets-go.ts", token(signal));
      const [left, ...held] = await host.pids();
      assert.ok(left !== undefined && isAlive(left));
      host.signal(signal);
      await host.ended;
      // It dropped its token when it became a sleep.
      await assertAllEnd(held, token(signal));
      assert.ok(isAlive(left), "what was let go on purpose was ended");
      endByIdentity(left);
      assert.ok(await waitGone(left));
      await host.end();
    },
  );
}
