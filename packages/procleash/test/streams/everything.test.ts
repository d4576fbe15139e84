// Promise: whatever is written, however it is cut by the reads and encoded, and however fast it is read, it is what was written.
import assert from "node:assert/strict";
import test from "node:test";
import { createBytesCapture } from "../../src/streams/capture-bytes.ts";
import { createTextCapture } from "../../src/streams/capture-text.ts";
import type { Inlet, Receiver } from "../../src/streams/inlet.ts";
import { iterateBatches, iterateItems } from "../../src/streams/iterate.ts";
import { lent } from "../../src/streams/lending.ts";
import { byteSplitter, chunkSplitter, textSplitter } from "../../src/streams/lines.ts";
import { inBatches } from "../../src/streams/reading.ts";
import type { MakeReading } from "../../src/streams/reading.ts";
import { createSource } from "../../src/streams/source.ts";
import type { Source } from "../../src/streams/source.ts";
import { inChunks, linesOf, nastyText, random, rawLinesOf } from "../support/random.ts";
import type { Random } from "../support/random.ts";

const CASES = 10_000;
/** Side by side, so that the turns of the loop are shared. */
const LANES = 100;

/** A pipe in memory: it lends each chunk only for the call, waits when it is told to, and lets turns of the loop pass. */
function pipe(from: Random, chunks: readonly Uint8Array[]): Inlet {
  let receiver: Receiver | null = null;
  let next = 0;
  let flowing = true;
  const flow = (): void => {
    while (flowing && next < chunks.length) {
      const chunk = Buffer.from(chunks[next++] as Uint8Array);
      if (chunk.length > 0) flowing = receiver?.push(chunk) ?? true;
      chunk.fill(0x21);
      if (from.below(4) === 0) {
        setImmediate(flow);
        return;
      }
    }
    if (flowing) receiver?.end({ kind: "complete" });
  };
  return {
    open: (to) => {
      receiver = to;
      setImmediate(flow);
    },
    resume: () => {
      assert.equal(flowing, false, "resumed without having been paused");
      flowing = true;
      setImmediate(flow);
    },
    close: () => {},
    unref: () => {},
  };
}

const CONTENTS: readonly ((from: Random) => Buffer)[] = [
  (from) => Buffer.from(nastyText(from, from.below(300))),
  (from) => Buffer.from("short\n".repeat(from.below(9_000))),
  (from) => Buffer.from(`${"long ".repeat(from.below(20_000))}\r\n${"x".repeat(from.below(40_000))}`),
  (from) => Buffer.from(nastyText(from, from.below(200)), "utf16le"),
  (from) => Buffer.from(nastyText(from, from.below(200)), "latin1"),
  (from) =>
    Buffer.from(Array.from({ length: from.below(500) }, () => from.pick([10, 13, 0x41, 0xe2, 0x82, 0xac, 0xff, 0xc3]))),
];

/** Reads all, pausing now and then; `items`: one by one, else in batches. */
async function read<Item>(
  from: Random,
  source: Source,
  make: MakeReading<Item>,
  keep: (item: Item) => Item = (item) => item,
): Promise<Item[]> {
  const reading = make(
    () => source.taken(),
    () => assert.fail("no line is too long"),
  );
  source.attach(reading);
  const stay = (): Promise<void> => Promise.reject(new Error("left"));
  const all: Item[] = [];
  const lazy = from.below(3);
  const pause = async (): Promise<void> => {
    if (lazy > 0 && from.below(lazy * 20) === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  if (from.below(2) === 0) {
    for await (const item of iterateItems(() => reading.next(), stay)) {
      all.push(keep(item));
      await pause();
    }
  } else {
    for await (const batch of iterateBatches(() => reading.next(), stay)) {
      all.push(...batch.map(keep));
      await pause();
    }
  }
  return all;
}

const READERS: readonly ((from: Random, source: Source, bytes: Buffer) => Promise<void>)[] = [
  async (from, source, bytes) =>
    assert.deepEqual(await read(from, source, inBatches(textSplitter(Infinity))), linesOf(bytes.toString())),
  async (from, source, bytes) => {
    const lines = await read(from, source, inBatches(byteSplitter(Infinity)));
    assert.ok(lines.every((line, index) => line.indexOf(10) === line.length - 1 || index === lines.length - 1));
    assert.equal(lines.length, rawLinesOf(bytes).length);
    assert.ok(Buffer.concat(lines).equals(bytes));
  },
  async (from, source, bytes) =>
    assert.ok(Buffer.concat(await read(from, source, inBatches(chunkSplitter()))).equals(bytes)),
  async (from, source, bytes) =>
    assert.ok(Buffer.concat(await read(from, source, lent, (chunk) => chunk.slice())).equals(bytes)),
  async (_from, source, bytes) => {
    const capture = createTextCapture(Infinity);
    source.attach({ held: 0, push: (chunk) => capture.push(chunk), end: () => {} });
    await source.ended;
    assert.equal(capture.kept(), bytes.toString());
  },
  async (_from, source, bytes) => {
    const capture = createBytesCapture(Infinity);
    source.attach({ held: 0, push: (chunk) => capture.push(chunk), end: () => {} });
    await source.ended;
    assert.ok(capture.kept().equals(bytes));
  },
];

async function tryOne(seed: number): Promise<void> {
  const from = random(seed);
  const bytes = from.pick(CONTENTS)(from);
  const chunks = inChunks(from, bytes, 1 + from.below(from.pick([3, 100, 65_536])) + Math.floor(bytes.length / 500));
  const source = createSource(pipe(from, chunks));
  // Whoever asks late has what came before, too.
  for (let turns = from.below(3); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
  try {
    await from.pick(READERS)(from, source, bytes);
    assert.equal(source.bytesRead, bytes.length);
  } catch (cause) {
    throw new Error(`seed ${seed}`, { cause });
  }
}

test(`what is read is what was written, in ${CASES} cases`, { timeout: 300_000 }, async () => {
  let next = 1;
  const lane = async (): Promise<void> => {
    while (next <= CASES) await tryOne(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
});
