// Promise: a lent chunk stays as it is until the next one is asked for, whatever comes meanwhile.
import assert from "node:assert/strict";
import test from "node:test";
import { lent } from "../../src/streams/lending.ts";
import type { Reading } from "../../src/streams/reading.ts";

function lending(): { reading: Reading<Uint8Array>; taken: () => number } {
  let taken = 0;
  const reading = lent(
    () => void (taken += 1),
    () => assert.fail("no chunk is too long"),
  );
  return { reading, taken: () => taken };
}

const text = (chunks: Uint8Array[] | null): string | undefined => chunks?.map((chunk) => Buffer.from(chunk)).join("|");

test("what comes while the reader looks at a chunk does not touch it, and is given as one", async () => {
  const { reading, taken } = lending();
  const waits = reading.next();
  reading.push(Buffer.from("one"));
  const first = await waits;
  reading.push(Buffer.from("two "));
  reading.push(Buffer.alloc(100_000, "x"));
  assert.equal(text(first), "one");
  assert.equal(reading.held, 100_004);
  assert.equal(text(await reading.next()), `two ${"x".repeat(100_000)}`);
  assert.deepEqual([reading.held, taken()], [0, 1]);
  reading.push(Buffer.from("three"));
  reading.end();
  reading.push(Buffer.from("too late"));
  assert.equal(text(await reading.next()), "three");
  assert.equal(await reading.next(), null);
});

test("the memory of a chunk is used again, for as much as came", async () => {
  const { reading } = lending();
  const buffers = new Set<unknown>();
  for (let i = 0; i < 100; i++) {
    const waits = reading.next();
    reading.push(Buffer.alloc(10_000, i));
    // Every other time, more comes before it is asked for.
    if (i % 2 === 0) reading.push(Buffer.alloc(5_000, i));
    const chunks = [...((await waits) ?? []), ...((i % 2 === 0 ? await reading.next() : null) ?? [])];
    for (const { buffer } of chunks) buffers.add(buffer);
    assert.equal(chunks.at(-1)?.length, i % 2 === 0 ? 5_000 : 10_000);
    assert.ok(chunks.at(-1)?.every((byte) => byte === i));
  }
  assert.equal(buffers.size, 2);
});
