// Promise: output that nobody reads stops the program, not the memory of the host; a slow reader sets the pace.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ProcessRunner, ProcessSpec, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token, waitUntil } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { text } from "../../support/reading.ts";

guardAgainstLeaks();
const MIB = 1024 * 1024;
const bound = { timeout: 60_000 };

/** Follows the "written N" lines of the endless writer, which it prints after each 64 KiB that got through. */
function progress(): { readonly onStderr: (line: Uint8Array) => void; written: () => number } {
  let written = 0;
  return {
    onStderr: (line) => {
      const said = /^written (\d+)\n$/.exec(text(line));
      assert.ok(said !== null, text(line));
      written = Number(said[1]);
    },
    written: () => written,
  };
}

test("an unread stdout stops the program, and stop() ends it while it is blocked in a write", bound, async () => {
  const { onStderr, written } = progress();
  const job = start(...fixture("writes-forever.mjs", token("unread")), { onStderr, termTimeout: 100_000_000 });
  await job.started;
  assert.ok(await waitUntil(() => written() > 0));
  // A program that is not stopped writes hundreds of MiB in this time.
  await sleep(1_000);
  assert.ok(written() < 4 * MIB, `${written()} bytes got through with nobody reading`);
  const outcome = await job.stop();
  assert.equal(outcome.kind, "signal");
});

test("a slow reader of an endless writer: the program is never more than a few MiB ahead", bound, async () => {
  const { onStderr, written } = progress();
  const job = start(...fixture("writes-forever.mjs", token("slow")), { onStderr });
  let read = 0;
  let furthest = 0;
  for await (const line of job.lines()) {
    read += line.length + 1;
    if (read % 65_536 === 0) {
      await sleep(1);
      furthest = Math.max(furthest, written() - read);
    }
    if (read >= 8 * MIB) break;
  }
  assert.equal(read, 8 * MIB);
  assert.ok(furthest < 4 * MIB, `${furthest} bytes ahead of its reader`);
});

for (const kind of ["rawLines", "bytes", "batches", "rawBatches", "events"] as const) {
  test(`${kind}(): a reader that stands still stops the program`, bound, async () => {
    const { onStderr, written } = progress();
    // events() reads stderr too, so there the lines themselves tell how far the program is.
    const job = start(...fixture("writes-forever.mjs", token(kind)), kind === "events" ? {} : { onStderr });
    const before = process.memoryUsage().rss;
    for await (const _item of job[kind]()) {
      await sleep(500);
      const grown = process.memoryUsage().rss - before;
      assert.ok(grown < 128 * MIB, `the host grew by ${grown} bytes`);
      assert.ok(written() < 4 * MIB, `${written()} bytes got through`);
      break;
    }
  });
}

test("the inherited runner has backpressure, too", bound, async () => {
  const { onStderr, written } = progress();
  const spec = ProcessSpec({ argv: program("writes-forever.mjs", token("runner")) });
  for await (const _line of new ProcessRunner().run(spec, { onStderr })) {
    await sleep(500);
    assert.ok(written() < 4 * MIB, `${written()} bytes got through`);
    break;
  }
});
