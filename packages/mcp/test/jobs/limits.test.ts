// Promise: however many jobs write however much, memory and disk stay within their caps, and the server answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasProc, token } from "../../../procleash/test/support/processes.ts";
import { residentBytes } from "../support/memory.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { startServer, stopServer } from "../support/raw-server.ts";

guardAgainstLeaks();

const JOBS = 50;
const EACH = 10_000_000;

test("50 jobs side by side, 10 MB each", { timeout: 240_000 }, async (t) => {
  const caps = {
    "memory-bytes": 10_000_000,
    "job-memory-bytes": 65_536,
    "disk-bytes": 20_000_000,
    "job-disk-bytes": 1_000_000,
  };
  const flags = Object.entries({ ...caps, "max-jobs": JOBS }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await startServer({ flags });
  const shell = `head -c ${EACH} /dev/zero; sh -c 'sleep 200; :' ${token(t.name)}`;
  const started = await Promise.all(Array.from({ length: JOBS }, () => server.call("start", { shell })));
  const ids = started.map(({ facts }) => facts["job"] as string);
  const over = await server.call("run", { argv: ["true"] });
  assert.match(over.text, /50 are running, which is the limit/);
  let most = 0;
  // Each is read until it has written all; the others go on meanwhile.
  for (const job of ids) {
    for (let cursor = 0; cursor < EACH;) {
      const { facts } = await server.call("output", { job, cursor, maxBytes: 16, waitMs: 50_000 });
      assert.equal(facts["state"], "running");
      cursor = facts["stdoutBytes"] as number;
      const { facts: list } = await server.call("list", { limit: 1 });
      assert.ok(list["limits"].memoryUsedBytes <= caps["memory-bytes"]);
      assert.ok(list["limits"].diskUsedBytes <= caps["disk-bytes"]);
      if (hasProc) most = Math.max(most, residentBytes(server.pid));
    }
  }
  // All that they wrote is more than three times this.
  assert.ok(most < 160_000_000, `${most} bytes in memory`);
  await stopServer(server);
});
