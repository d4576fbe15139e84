/**
 * Runs the official conformance suite against the MCP server over HTTP: `npm run test:conformance [-- FOLDER]`. The suite and
 * the node that it needs are installed into FOLDER (or one that is deleted afterwards), because nobody else needs them.
 *
 * Most of its scenarios call fixture tools of a server that is made for the suite. Those that a product can pass are listed
 * here; one of them that fails, or one that is not listed and passes, is a failure of this script.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npm, root } from "./tools.ts";

const SUITE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const TOKEN = "conformance";
const NODE = `node-${process.platform}-${process.arch}`;

/**
 * Revision of the protocol -> the scenarios that apply, all checks of which must pass. The others want what this server does
 * not have: the fixture tools `test_…` and `json_schema_…`, prompts, resources, completion, logging, questions to the user,
 * the extension for tasks. `server-stateless` and `caching` would apply, but look at those as well, and fail as a whole.
 */
const APPLY: Readonly<Record<string, readonly string[]>> = {
  "2025-11-25": [
    "dns-rebinding-protection",
    "ping",
    "server-initialize",
    "server-session-lifecycle",
    "server-sse-multiple-streams",
    "server-sse-polling",
    "tools-list",
  ],
  "2026-07-28": [
    "dns-rebinding-protection",
    "http-header-validation",
    "input-required-result-ignore-extra-params",
    "input-required-result-missing-input-response",
    "input-required-result-unsupported-methods",
    "input-required-result-validate-input",
    "sep-2164-resource-not-found",
    "server-sse-multiple-streams",
    "tasks-status-notifications",
    "tools-list",
  ],
};

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "procleash-conformance-"));
try {
  install();
  const { server, url } = await startServer();
  const { proxy, address } = await startProxy(url);
  try {
    for (const [revision, apply] of Object.entries(APPLY)) await check(revision, apply, address);
  } finally {
    proxy.close();
    server.kill("SIGTERM");
    await once(server, "exit");
  }
} finally {
  if (process.argv[2] === undefined) rmSync(folder, { recursive: true, force: true });
}

function install(): void {
  if (existsSync(join(folder, "node_modules", NODE))) return;
  writeFileSync(join(folder, "package.json"), `{ "private": true }`);
  npm(["install", "--ignore-scripts", SUITE, `${NODE}@22`], folder);
}

async function startServer(): Promise<{ server: ChildProcess; url: URL }> {
  const server = spawn(
    process.execPath,
    [join(root, "packages", "mcp", "bin", "leash-mcp.js"), "--http", "0", "--state-dir", join(folder, "state")],
    { env: { ...process.env, LEASH_MCP_TOKEN: TOKEN }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let told = "";
  const url = await new Promise<string>((resolve, reject) => {
    server.stderr.on("data", (text: Buffer) => {
      told += text.toString();
      const found = /serving (\S+)/.exec(told)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.on("exit", () => reject(new Error(`Cannot start the server: ${told}`)));
  });
  return { server, url: new URL(url) };
}

/** The suite knows no tokens: this adds ours, and leaves everything else as it is. */
async function startProxy(url: URL): Promise<{ proxy: Server; address: string }> {
  const proxy = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${TOKEN}` };
    const passed = request(url, { method: incoming.method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return { proxy, address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${url.pathname}` };
}

async function check(revision: string, apply: readonly string[], address: string): Promise<void> {
  const modules = join(folder, "node_modules");
  // Not spawnSync: the proxy lives in this process.
  const suite = spawn(
    join(modules, NODE, "bin", "node"),
    [join(modules, ".bin", "conformance"), "server", "--url", address, "--requirements", revision],
    { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
  );
  let told = "";
  for await (const text of suite.stdout) told += String(text);
  const passed = [...told.matchAll(/^✓ ([\w-]+): /gm)].map(([, name]) => name ?? "").toSorted();
  const all = [...told.matchAll(/^[✓✗] [\w-]+: /gm)].length;
  console.log(`${revision}: ${passed.length} of ${all} scenarios pass: ${passed.join(", ")}`);
  const failed = apply.filter((name) => !passed.includes(name));
  const unlisted = passed.filter((name) => !apply.includes(name));
  if (failed.length > 0) console.error(`${told}\nFailed, though they apply: ${failed.join(", ")}`);
  if (unlisted.length > 0) console.error(`They pass, and should be listed in APPLY: ${unlisted.join(", ")}`);
  if (failed.length + unlisted.length > 0) process.exitCode = 1;
}
