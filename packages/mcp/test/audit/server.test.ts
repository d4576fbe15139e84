// Promise: every start, refusal, input, stop and end is in the log, and no secret that a call had with it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { startServer, stopServer } from "../support/raw-server.ts";

guardAgainstLeaks();

test("a session is written down", { timeout: 60_000 }, async () => {
  const server = await startServer();
  await server.call("run", {
    shell: "true --password s3cr3t-one",
    env: { TOKEN: "s3cr3t-two" },
    stdin: "s3cr3t-three",
  });
  const { facts } = await server.call("start", { argv: ["cat"] });
  await server.call("input", { job: facts["job"], text: "s3cr3t-four" });
  await server.call("stop", { job: facts["job"] });
  await server.call("run", { argv: ["ls"], cwd: "/" });
  await stopServer(server);
  const log = readFileSync(join(server.stateDir, "audit.jsonl"), "utf8");
  assert.ok(!log.includes("s3cr3t"), log);
  const entries = log
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    entries.map(({ event }) => event),
    ["start", "end", "start", "input", "stop", "end", "refused"],
  );
  assert.deepEqual(
    [entries[0]?.["command"], entries[0]?.["env"], entries[0]?.["stdinBytes"]],
    ["true --password ***", ["TOKEN"], 12],
  );
  assert.deepEqual([entries[5]?.["job"], entries[5]?.["state"]], [facts["job"], "stopped"]);
});
