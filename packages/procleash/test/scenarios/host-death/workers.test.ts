// Promise 2, for threads: the end of a worker is the end of what that worker started, and of nothing else.
import assert from "node:assert/strict";
import test from "node:test";
import { assertAllEnd } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { isAlive, token, waitGone } from "../../support/processes.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();

test(
  "terminating a worker ends its tree and leaves the main thread's alone, which ends with the process",
  bound,
  async () => {
    const host = startHost("ends-a-worker.ts", token("worker"));
    const mine = await host.pids();
    const its = await host.pids();
    host.signal("SIGUSR2");
    assert.equal(await host.line(), "terminated");
    for (const member of its) assert.ok(await waitGone(member), `${member.pid} outlived its worker`);
    assert.ok(mine.every(isAlive), "the main thread's tree is not the worker's");
    host.signal("SIGKILL");
    await assertAllEnd(mine, token("worker"));
    await host.end();
  },
);
