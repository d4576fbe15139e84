// Promise: a cancelled call ends everything that it started, is not answered, and never ends the server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { token, waitGone, waitUntil, withToken } from "../../../procleash/test/support/processes.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { startServer, stopServer } from "../support/raw-server.ts";
import { nastyTree, sendNastyRun } from "../support/tree.ts";

guardAgainstLeaks();

test(
  "a start that is cancelled before its answer leaves nothing: nobody has its handle",
  { timeout: 60_000 },
  async (t) => {
    const server = await startServer();
    for (let i = 0; i < 10; i++) server.cancel(server.sendCall("start", { shell: `sleep 30; : ${token(t.name)}` }));
    // What was answered before its cancel came is a job, and belongs to its handle.
    const { facts } = await server.call("list", {});
    for (const { job } of facts["jobs"] as { job: string }[])
      if (
        server.messages.some(
          ({ result }) => (result?.["structuredContent"] as { job?: string } | undefined)?.job === job,
        )
      )
        await server.call("stop", { job, graceMs: 0 });
    assert.ok(await waitUntil(() => withToken(token(t.name)).length === 0));
    await stopServer(server);
  },
);

const bound = { timeout: 60_000 };

test("a run that ignores SIGTERM, with a daemon, is gone after its cancel", bound, async (t) => {
  const server = await startServer();
  const id = sendNastyRun(server, token(t.name));
  const { job, members } = await nastyTree(server, token(t.name));
  server.cancel(id);
  for (const member of members) assert.ok(await waitGone(member), `${member.pid} is still there`);
  const { facts } = await server.call("output", { job, waitFor: "end", waitMs: 50_000 });
  assert.deepEqual([facts["state"], facts["tree"].empty], ["cancelled", true]);
  assert.equal((await server.call("run", { argv: ["echo", "alive"] })).facts["stdout"].text, "alive\n");
  assert.equal(
    server.messages.some((message) => message.id === id),
    false,
    "a cancelled request is not answered",
  );
  await stopServer(server);
});

test("a run that became a job belongs to its handle, and no longer to its call", bound, async (t) => {
  const server = await startServer();
  const id = sendNastyRun(server, token(t.name), { yieldMs: 0 });
  await server.answer(id);
  server.cancel(id);
  const { job } = await nastyTree(server, token(t.name));
  assert.equal((await server.call("output", { job, tailBytes: 1 })).facts["state"], "running");
  await server.call("stop", { job, graceMs: 0 });
  await stopServer(server);
});

test("a cancelled wait for output leaves the job alone", bound, async (t) => {
  const server = await startServer();
  const { facts } = await server.call("start", { shell: `sh -c 'sleep 30; :' ${token(t.name)}` });
  const id = server.sendCall("output", { job: facts["job"], waitFor: "end", waitMs: 50_000 });
  server.cancel(id);
  const list = await server.call("list", { state: "running" });
  assert.equal(list.facts["running"], 1);
  await server.call("stop", { job: facts["job"], graceMs: 0 });
  await stopServer(server);
});

test("cancels of what is over, was never asked, or was cancelled before change nothing", bound, async (t) => {
  const server = await startServer();
  const over = server.sendCall("run", { argv: ["true"] });
  await server.answer(over);
  const id = sendNastyRun(server, token(t.name));
  for (const each of [over, 4711, id, id]) server.cancel(each);
  server.notify("notifications/cancelled", {});
  assert.equal((await server.call("run", { argv: ["echo", "alive"] })).facts["stdout"].text, "alive\n");
  await stopServer(server);
  assert.deepEqual(server.garbage, []);
});
