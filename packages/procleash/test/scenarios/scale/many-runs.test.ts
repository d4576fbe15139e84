// Scale: 500 runs in sequence and 50 side by side leave the host as it was: descriptors, children, listeners, memory.
import assert from "node:assert/strict";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { collect } from "../../support/reading.ts";
import { assertGone, assertProved, containment, grow } from "../../support/trees.ts";

// Descriptors and zombies are counted by this guard, after each test.
guardAgainstLeaks();
const bound = { timeout: 300_000 };

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

async function heapUsed(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}

const listeners = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
const resources = (): number => process.getActiveResourcesInfo().length;

async function round(i: number): Promise<void> {
  const kind = i % 4;
  if (kind === 0) assertProved((await run(...fixture("exits-with.sh", token(`run-${i}`), "0"))).outcome);
  if (kind === 1) assert.equal((await collect(start("echo", ["a line"]))).length, 1);
  if (kind === 2) assertProved((await run(...fixture("leaves-silent-child.sh", token(`run-${i}`)))).outcome);
  if (kind === 3) await assert.rejects(run("no-such-program-anywhere", []));
}

test("500 runs in sequence: heap, listeners and handles stay flat", bound, async () => {
  for (let i = 0; i < 100; i++) await round(i);
  const before = { heap: await heapUsed(), listeners: listeners(), resources: resources() };
  for (let i = 0; i < 500; i++) await round(i);
  const growth = (await heapUsed()) - before.heap;
  // 100 bytes kept for each run, and the noise of the machine.
  assert.ok(growth < 600_000, `the heap grew by ${growth} bytes in 500 runs`);
  assert.deepEqual(
    { listeners: listeners(), resources: resources() },
    { listeners: before.listeners, resources: before.resources },
  );
});

test("50 runs side by side, twice: each gets its own output, and nothing is left", bound, async () => {
  for (let turn = 0; turn < 2; turn++) {
    const outputs = await Promise.all(
      Array.from(
        { length: 50 },
        async (_, i) =>
          (
            await run("/bin/sh", ["-c", 'cat; echo "$0" >&2; echo "$1"', token("side"), String(i)], {
              stdin: `input ${i}\n`,
            })
          ).stdout,
      ),
    );
    assert.deepEqual(
      outputs,
      outputs.map((_, i) => `input ${i}\n${i}\n`),
    );
  }
});

/** The sweep reads all of /proc for each of them, again and again: 50 take longer than a fixture lives on a slow machine. */
const TREES = containment === "sweep" ? 10 : 50;

test(`${TREES} stubborn trees side by side, all stopped at once: each ends, with proof`, bound, async () => {
  const grown = await Promise.all(
    Array.from({ length: TREES }, (_, i) =>
      grow(program("grows-nasty-tree.sh", token(`tree-${i}`)), { termTimeout: 50, killTimeout: 20_000 }),
    ),
  );
  for (const outcome of await Promise.all(grown.map(({ job }) => job.stop())))
    assert.deepEqual(assertProved(outcome).rungs, ["SIGTERM", "SIGKILL"]);
  assertGone(grown.flatMap(({ tree }) => tree));
});
