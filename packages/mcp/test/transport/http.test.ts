// Promise: over HTTP it is the same server, for clients of either era, but only for those of this machine that know the token.
import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { token, waitUntil, withToken } from "../../../procleash/test/support/processes.ts";
import { abortRun, ERAS, nameOf } from "../support/eras.ts";
import type { Era } from "../support/eras.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { program } from "../support/programs.ts";
import { startHttp } from "../support/http-server.ts";
import type { HttpServer } from "../support/http-server.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

async function connect(server: HttpServer, mode: Era): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const headers = { Authorization: `Bearer ${server.token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }));
  return client;
}

for (const era of ERAS) {
  const name = nameOf(era);
  test(`era ${name}: jobs are called, seen by other clients, and stopped`, bound, async (t) => {
    const server = await startHttp();
    const [client, other] = [await connect(server, era), await connect(server, era)];
    const { structuredContent } = await client.callTool({
      name: "start",
      arguments: { argv: program("grows-nasty-tree.sh", token(t.name)) },
    });
    const { job } = structuredContent as { job: string };
    await client.close();
    const stopped = await other.callTool({ name: "stop", arguments: { job, graceMs: 50 } });
    assert.equal((stopped.structuredContent as { tree: { empty: boolean } }).tree.empty, true);
    await other.close();
    await server.stop();
  });

  test(`era ${name}: an aborted call ends the tree, and the server serves on`, bound, async (t) => {
    const server = await startHttp();
    const client = await connect(server, era);
    await abortRun(client, token(t.name));
    const { structuredContent } = await client.callTool({ name: "run", arguments: { argv: ["echo", "alive"] } });
    assert.equal((structuredContent as { stdout: { text: string } }).stdout.text, "alive\n");
    await client.close();
    await server.stop();
  });

  test(`era ${name}: progress comes while it runs`, bound, async () => {
    const server = await startHttp(["--progress-ms", "100"]);
    const client = await connect(server, era);
    const told: number[] = [];
    await client.callTool(
      { name: "run", arguments: { shell: "echo working; sleep 0.7" } },
      { onprogress: ({ progress }) => told.push(progress) },
    );
    assert.ok(told.length >= 2);
    await client.close();
    await server.stop();
  });
}

test(
  "who has no token, comes under another name or from another page is refused, before anything is run",
  bound,
  async () => {
    const server = await startHttp(["--origin", "https://pages.example"]);
    const authorization = `Bearer ${server.token}`;
    const cases: readonly (readonly [why: string, headers: Record<string, string>, status: number])[] = [
      ["no token", { authorization: "" }, 401],
      ["another token", { authorization: "Bearer x" }, 401],
      ["the token alone", { authorization: server.token }, 401],
      ["another host", { authorization, host: "evil.example" }, 403],
      ["another page", { authorization, origin: "https://evil.example" }, 403],
      ["a page without an address", { authorization, origin: "null" }, 403],
      ["an allowed page", { authorization, origin: "https://pages.example" }, 200],
      ["no page at all", { authorization }, 200],
    ];
    for (const [why, headers, status] of cases) assert.equal(await post(server.url, headers), status, why);
    await server.stop();
  },
);

test("a hundred sessions that begin end none with a call at work, and one too many is told so", bound, async (t) => {
  const server = await startHttp();
  const client = await connect(server, "legacy");
  const mark = token(t.name);
  const call = client.callTool({ name: "run", arguments: { shell: `sh -c 'sleep 30; :' ${mark}`, yieldMs: 25_000 } });
  assert.ok(await waitUntil(() => withToken(mark).length > 0));
  const authorization = `Bearer ${server.token}`;
  for (let i = 0; i < 101; i++) assert.equal(await post(server.url, { authorization }), 200);
  for (const { pid } of withToken(mark)) process.kill(pid, "SIGKILL");
  const { structuredContent } = await call;
  assert.equal((structuredContent as { state: string }).state, "killed");
  await client.close();
  await server.stop();
});

test("SIGTERM with calls in the air leaves nothing", bound, async (t) => {
  const server = await startHttp();
  const client = await connect(server, { pin: "2026-07-28" });
  const mark = token(t.name);
  const call = client.callTool({ name: "run", arguments: { argv: program("grows-nasty-tree.sh", mark) } });
  // Told how its program was ended, or cut off: either is fair.
  const over = Promise.allSettled([call]);
  assert.ok(await waitUntil(() => withToken(mark).length >= 4));
  await server.stop();
  await over;
  assert.ok(await waitUntil(() => withToken(mark).length === 0));
  await client.close();
});

test("what is no request for a server like this is answered, and not cut off", bound, async () => {
  const server = await startHttp();
  const { hostname, port } = new URL(server.url);
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request({ hostname, port, path: "/mcp", method: "TRACE" });
    sent
      .on("error", reject)
      .on("response", (response) => resolve(response.resume().statusCode ?? 0))
      .end();
  });
  assert.equal(status, 400);
  await server.stop();
});

test("a port that is taken is an error that says what to do", bound, async () => {
  const server = await startHttp();
  await assert.rejects(
    startHttp([], new URL(server.url).port),
    /Cannot serve HTTP on port \d+: .*EADDRINUSE.*another port/,
  );
  await server.stop();
});

/** With headers that fetch would not let us forge. @returns the status. */
function post(url: string, headers: Record<string, string>): Promise<number> {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
  });
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      headers: { accept: "application/json, text/event-stream", "content-type": "application/json", ...headers },
    });
    sent.on("error", reject);
    sent.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.end(body);
  });
}
