// Promise: whatever a client writes, or does not want to hear, the server goes on, and only messages are on its stdout.
import assert from "node:assert/strict";
import { test } from "node:test";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { called, spawnServer, startServer, stopServer } from "../support/raw-server.ts";
import type { RawServer } from "../support/raw-server.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

async function assertServes(server: RawServer): Promise<void> {
  assert.equal((await server.call("run", { argv: ["echo", "alive"] })).facts["stdout"].text, "alive\n");
}

test("lines that are no messages", bound, async () => {
  const server = await startServer();
  const lines = [
    "",
    "no JSON",
    "{",
    "[]",
    "null",
    "42",
    '"text"',
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    "\u0000\u0001",
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
  ];
  for (const line of lines) server.writeLine(line);
  await assertServes(server);
  await stopServer(server);
  assert.deepEqual(server.garbage, []);
});

test("a message of 20 MB, in many pieces, is read as fast as it comes", bound, async () => {
  const server = await startServer();
  const { isError, text } = await server.call("run", { argv: ["true"], stdin: "x".repeat(20_000_000) });
  assert.equal(isError, false, text);
  await assertServes(server);
  await stopServer(server);
});

test("a message without an end ends the connection, with a word about it", bound, async () => {
  const server = await startServer();
  server.writeLine("x".repeat(40_000_000));
  await server.ended;
  assert.match(server.stderr(), /Cannot read a message of more than 33554432 bytes/);
});

test("calls of tools that do not exist, with arguments that are none", bound, async () => {
  const server = await startServer();
  const { error } = await server.answer(server.sendCall("no-such-tool", {}));
  assert.match(error?.message ?? "", /no-such-tool/);
  for (const params of [{}, { name: 5 }, { name: "run", arguments: [] }, { name: "run", arguments: "ls" }]) {
    const answered = await server.answer(server.send("tools/call", params));
    assert.ok(answered.error !== undefined || called(answered).isError);
  }
  await assertServes(server);
  await stopServer(server);
});

test("a message before the beginning, and an end before it", bound, async () => {
  const server = spawnServer();
  await server.answer(server.send("tools/list"));
  await stopServer(server);
  const early = spawnServer();
  early.endStdin();
  assert.equal((await early.ended).code, 0);
  assert.deepEqual([...server.garbage, ...early.messages], []);
});

test("a stderr that is closed, while there is much to tell", bound, async () => {
  const server = await startServer({ flags: ["--job-memory-bytes", "4096"], env: { NODE_DEBUG: "timer" } });
  server.closeStderr();
  for (let i = 0; i < 50; i++) server.writeLine("no JSON");
  await assertServes(server);
  await stopServer(server);
});

test("a message of 5 MB arrives, and is answered", bound, async () => {
  const server = await startServer();
  const { facts } = await server.call("run", { shell: "wc -c", stdin: "x".repeat(5_000_000) });
  assert.equal((facts["stdout"].text as string).trim(), "5000000");
  await stopServer(server);
});
