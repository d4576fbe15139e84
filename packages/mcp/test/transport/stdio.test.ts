// Promise: the official client, of either era, drives every tool over stdio, and a cancel of it really ends the program.
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { token, waitUntil, withToken } from "../../../procleash/test/support/processes.ts";
import { serverFile } from "../support/build.ts";
import { abortRun, ERAS, nameOf } from "../support/eras.ts";
import type { Era } from "../support/eras.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { program } from "../support/programs.ts";
import { scratch } from "../support/raw-server.ts";
import type { Facts } from "../support/raw-server.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

async function connect(mode: Era, flags: readonly string[] = []): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const args = [serverFile(), "--state-dir", scratch(), ...flags];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: tmpdir(), env }));
  return client;
}

for (const era of ERAS) {
  const name = nameOf(era);
  test(`era ${name}: the tools describe themselves, and answer as they say`, bound, async () => {
    const client = await connect(era);
    const { tools } = await client.listTools();
    for (const tool of tools) {
      assert.ok((tool.description ?? "").length > 50, tool.name);
      assert.ok(tool.outputSchema !== undefined && tool.annotations?.readOnlyHint !== undefined, tool.name);
    }
    // The client checks each answer against the schema.
    const call = async (tool: string, args: object): Promise<Facts> => {
      const { structuredContent, isError } = await client.callTool({ name: tool, arguments: { ...args } });
      assert.notEqual(isError, true);
      return structuredContent as Facts;
    };
    assert.equal((await call("run", { argv: ["echo", "hello"] }))["stdout"].text, "hello\n");
    const { job } = await call("start", { argv: ["cat"] });
    assert.equal((await call("input", { job, text: "typed\n" }))["taken"], true);
    assert.equal((await call("output", { job, waitMs: 50_000 }))["text"], "typed\n");
    assert.equal((await call("list", {}))["running"], 1);
    assert.equal((await call("stop", { job }))["tree"].empty, true);
    await client.close();
  });

  test(`era ${name}: an aborted call ends the tree`, bound, async (t) => {
    const client = await connect(era);
    await abortRun(client, token(t.name));
    assert.equal((await client.listTools()).tools.length > 0, true);
    await client.close();
  });
}

test("the official client's close leaves nothing", bound, async (t) => {
  const client = await connect("legacy");
  const mark = token(t.name);
  await client.callTool({ name: "start", arguments: { argv: program("grows-nasty-tree.sh", mark) } });
  assert.ok(await waitUntil(() => withToken(mark).length >= 4));
  await client.close();
  assert.ok(await waitUntil(() => withToken(mark).length === 0));
});

test("progress reaches the client that asked, and none comes after the answer", bound, async () => {
  const client = await connect("legacy", ["--progress-ms", "100"]);
  const told: number[] = [];
  await client.callTool(
    { name: "run", arguments: { shell: "echo working; sleep 0.7" } },
    { onprogress: ({ progress }) => told.push(progress) },
  );
  assert.ok(told.length >= 2);
  await client.close();
});
