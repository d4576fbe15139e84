// Promise: every byte arrives, in order, through every way of reading, wherever the chunks are cut.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { run, start } from "../../../src/index.ts";
import type { Job } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { inChunks, linesOf, nastyText, random, rawLinesOf } from "../../support/random.ts";
import type { Random } from "../../support/random.ts";
import { collect } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

/** Chunks with turns of the loop between them, so that cat gets, and gives back, many small pieces. */
async function* unevenly(from: Random, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const chunk of inChunks(from, bytes, 1 + from.below(200))) {
    yield chunk;
    if (from.below(2) === 0) await turn();
  }
}

const READINGS: Readonly<Record<string, (job: Job, bytes: Buffer, what: string) => Promise<void>>> = {
  lines: async (job, bytes, what) => assert.deepEqual(await collect(job.lines()), linesOf(bytes.toString()), what),
  "the job itself": async (job, bytes, what) => assert.deepEqual(await collect(job), linesOf(bytes.toString()), what),
  rawLines: async (job, bytes, what) =>
    assert.deepEqual(
      (await collect(job.rawLines())).map((line) => Buffer.from(line)),
      rawLinesOf(bytes),
      what,
    ),
  bytes: async (job, bytes, what) => assert.deepEqual(Buffer.concat(await collect(job.bytes())), bytes, what),
  "bytes, lent": async (job, bytes, what) => {
    const hash = createHash("sha256");
    for await (const chunk of job.bytes("stdout", { lend: true })) hash.update(chunk);
    assert.equal(hash.digest("hex"), createHash("sha256").update(bytes).digest("hex"), what);
  },
  batches: async (job, bytes, what) =>
    assert.deepEqual((await collect(job.batches())).flat(), linesOf(bytes.toString()), what),
  rawBatches: async (job, bytes, what) =>
    assert.deepEqual(
      (await collect(job.rawBatches())).flat().map((line) => Buffer.from(line)),
      rawLinesOf(bytes),
      what,
    ),
  events: async (job, bytes, what) => {
    const events = await collect(job.events());
    assert.deepEqual(
      events.map(({ line }) => line),
      linesOf(bytes.toString()),
      what,
    );
    assert.ok(events.every(({ stream, at }) => stream === "stdout" && Math.abs(at - Date.now()) < 600_000));
  },
  result: async (job, bytes, what) => assert.equal((await job.result).stdout, bytes.toString(), what),
};

for (const [name, read] of Object.entries(READINGS)) {
  test(`${name}: a random text through cat comes back as it was sent (${SEEDS.length} seeds)`, bound, async () => {
    for (const seed of SEEDS) {
      const from = random(seed);
      const bytes = Buffer.from(nastyText(from, 50 + from.below(3_000)));
      await read(start("cat", [], { stdin: unevenly(from, bytes) }), bytes, `seed ${seed}`);
    }
  });
}

for (const kind of ["rawLines", "lines"] as const) {
  test(`${kind}("stderr"): stderr is read like stdout`, bound, async () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const from = random(seed);
      const bytes = Buffer.from(nastyText(from, 1_000));
      const job = start("sh", ["-c", "cat >&2"], { stdin: unevenly(from, bytes) });
      const lines: (string | Uint8Array)[] = await collect<string | Uint8Array>(job[kind]("stderr"));
      const wanted = kind === "lines" ? linesOf(bytes.toString()) : rawLinesOf(bytes);
      assert.deepEqual(
        lines.map((line) => (typeof line === "string" ? line : Buffer.from(line))),
        wanted,
        `seed ${seed}`,
      );
    }
  });
}

test("run() with encoding bytes gives back what is no text", bound, async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7 + (i >> 8)) & 255));
  const { stdout } = await run("cat", [], { stdin: bytes, encoding: "bytes" });
  assert.ok(stdout instanceof Uint8Array);
  assert.deepEqual(Buffer.from(stdout), bytes);
});

test("run() keeps the last newline, and the byte order mark", bound, async () => {
  assert.equal((await run("cat", [], { stdin: "\ufeffa\r\n\n" })).stdout, "\ufeffa\r\n\n");
});

test("both streams of one program, read side by side, are each complete and in order", bound, async () => {
  const job = start("sh", ["-c", "i=0; while [ $i -lt 500 ]; do echo o$i; echo e$i >&2; i=$((i+1)); done"]);
  const [stdout, stderr] = await Promise.all([collect(job.lines()), collect(job.lines("stderr"))]);
  assert.deepEqual(
    stdout,
    Array.from({ length: 500 }, (_, i) => `o${i}`),
  );
  assert.deepEqual(
    stderr,
    Array.from({ length: 500 }, (_, i) => `e${i}`),
  );
});

test("the unfinished last lines of both streams stay apart", bound, async () => {
  const events = await collect(start("sh", ["-c", "printf out; printf err >&2"]).events());
  const seen = events.map(({ stream, line }) => `${stream} ${line}`);
  assert.deepEqual(seen.toSorted(), ["stderr err", "stdout out"]);
});
