// Promise: however the server ends, nothing that it started is left; and it ends within what clients give it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { token, waitGone, waitUntil, withToken } from "../../procleash/test/support/processes.ts";
import { serverFile } from "./support/build.ts";
import { guardAgainstLeaks } from "./support/no-leaks.ts";
import { program } from "./support/programs.ts";
import { scratch, spawnServer, startServer, stopServer } from "./support/raw-server.ts";
import type { RawServer } from "./support/raw-server.ts";
import { nastyTree, sendNastyRun } from "./support/tree.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

const ENDINGS: readonly (readonly [how: string, act: (server: RawServer) => void, code: number | null])[] = [
  ["the end of stdin", (server) => server.endStdin(), 0],
  ["SIGTERM", (server) => server.kill("SIGTERM"), 143],
  ["SIGINT", (server) => server.kill("SIGINT"), 130],
  ["SIGHUP", (server) => server.kill("SIGHUP"), 129],
  ["SIGKILL", (server) => server.kill("SIGKILL"), null],
];
for (const [how, act, wanted] of ENDINGS) {
  test(`${how}: running calls and jobs are ended with all that they started`, bound, async (t) => {
    const server = await startServer();
    sendNastyRun(server, token(`run-${t.name}`));
    await server.call("start", { argv: program("grows-nasty-tree.sh", token(`job-${t.name}`)) });
    const trees = [await nastyTree(server, token(`run-${t.name}`)), await nastyTree(server, token(`job-${t.name}`))];
    act(server);
    const { code } = await server.ended;
    assert.equal(code, wanted);
    for (const { members } of trees)
      for (const member of members) assert.ok(await waitGone(member), `${member.pid} lives`);
    assert.deepEqual(server.garbage, []);
    if (wanted !== null)
      assert.deepEqual(existsSync(join(server.stateDir, "output")) ? spilled(server.stateDir) : [], []);
  });
}

test("a thousand calls in its ears, it still hears the end of stdin", bound, async (t) => {
  const server = await startServer();
  const mark = token(t.name);
  const { facts } = await server.call("run", { shell: "head -c 400000 /dev/zero | tr '\\0' a" });
  await server.call("start", { shell: `sleep 30; : ${mark}` });
  for (let i = 0; i < 3_000; i++) server.sendCall("output", { job: facts["job"], tailBytes: 262_144 });
  server.endStdin();
  await server.ended;
  assert.ok(await waitUntil(() => withToken(mark).length === 0));
  // It has not answered all of them first, which would take many seconds.
  assert.ok(server.messages.length < 2_000, `${server.messages.length} answers`);
});

test("a log that cannot be opened, ever, keeps the server from ending only for as long as it has", bound, async () => {
  const stateDir = scratch();
  // Whoever opens it to write waits for a reader. So does node's own exit, then.
  assert.equal(spawnSync("mkfifo", [join(stateDir, "audit.jsonl")]).status, 0);
  const server = await startServer({ stateDir });
  await server.call("run", { argv: ["true"] });
  server.endStdin();
  assert.equal((await server.ended).signal, "SIGKILL");
});

test("what was asked before the end of stdin is answered", bound, async () => {
  const server = spawnServer();
  const clientInfo = { name: "raw", version: "1" };
  const first = server.send("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
  const second = server.send("tools/list");
  server.endStdin();
  assert.notEqual((await server.answer(first)).result, undefined);
  assert.notEqual((await server.answer(second)).result, undefined);
  await server.ended;
});

test("a parent that is gone ends the server, though nobody closed its stdin", bound, async (t) => {
  // The parent hands its own stdin on, which we hold open, and then dies without a word.
  const stateDir = scratch();
  const script = `const { spawn } = require("node:child_process");
    const server = spawn(process.execPath, [${JSON.stringify(serverFile())}, "--state-dir", ${JSON.stringify(stateDir)}], { stdio: [0, 1, "ignore"] });
    console.error(server.pid);`;
  const parent = spawn(process.execPath, ["-e", script, token(t.name)], { stdio: ["pipe", "pipe", "pipe"] });
  const [first] = (await once(parent.stderr, "data")) as [Buffer];
  const pid = Number(first.toString());
  const messages = [
    {
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
    },
    { method: "notifications/initialized" },
    {
      id: 2,
      method: "tools/call",
      params: { name: "start", arguments: { argv: program("ignores-term.sh", token(t.name)), cwd: process.cwd() } },
    },
  ];
  for (const message of messages) parent.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  let answers = "";
  parent.stdout.on("data", (text: Buffer) => (answers += text.toString()));
  assert.ok(await waitUntil(() => answers.includes('"id":2')), answers);
  parent.kill("SIGKILL");
  assert.ok(await waitUntil(() => !existsSync(`/proc/${pid}`), 20_000), "the server still runs");
  parent.stdin.destroy();
});

test(
  "long output is deleted at the end; that of a killed server by the next one; that of a living one by nobody",
  bound,
  async (t) => {
    const stateDir = scratch();
    const flags = ["--job-memory-bytes", "4096"];
    const living = await startServer({ stateDir, flags });
    const { facts } = await living.call("run", { shell: "seq 1 50000" });
    const killed = await startServer({ stateDir, flags });
    await killed.call("run", { shell: "seq 1 50000" });
    assert.equal(spilled(stateDir).length, 2);
    killed.kill("SIGKILL");
    await killed.ended;
    mkdirSync(join(stateDir, "output", "somebody-elses"));
    writeFileSync(join(stateDir, "output", "somebody-elses", "file"), "");
    const next = await startServer({ stateDir, flags });
    assert.ok(await waitUntil(() => spilled(stateDir).length === 2), `left: ${spilled(stateDir).join(", ")}`);
    const read = await living.call("output", { job: facts["job"], cursor: 0, maxBytes: 16 });
    assert.equal(read.facts["text"], "1\n2\n3\n4\n5\n6\n7\n8\n", t.name);
    await stopServer(next);
    await stopServer(living);
    assert.deepEqual(spilled(stateDir), ["somebody-elses"]);
    assert.ok(readFileSync(join(stateDir, "audit.jsonl"), "utf8").includes('"event":"end"'));
  },
);

function spilled(stateDir: string): string[] {
  return readdirSync(join(stateDir, "output"));
}
