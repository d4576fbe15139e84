// Promise: a pipe is read only as far as its reader asks, nothing is lost between readers, and its end is known.
import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import test from "node:test";
import { createSource } from "../../src/streams/source.ts";
import type { Source } from "../../src/streams/source.ts";
import { waitUntil } from "../support/processes.ts";

const MIB = 1024 * 1024;

/** An endless readable that counts what was taken from it. */
function endless(): { readable: Readable; taken: () => number } {
  let taken = 0;
  const readable = new Readable({
    highWaterMark: 65_536,
    read() {
      taken += 16_384;
      setImmediate(() => this.push(Buffer.alloc(16_384, "e")));
    },
  });
  return { readable, taken: () => taken };
}

async function readAll(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await source.next(); chunk !== null; chunk = await source.next()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

test("chunks come in order, then null, again and again", async () => {
  const source = createSource(Readable.from([Buffer.from("a"), Buffer.from("b"), Buffer.from("c")]));
  assert.equal((await readAll(source)).toString(), "abc");
  assert.equal(await source.next(), null);
  assert.deepEqual(await source.ended, { kind: "complete" });
  assert.equal(source.bytesRead, 3);
});

test("without a reader nothing flows, and a reader who stops holds the writer back", async () => {
  const { readable, taken } = endless();
  const source = createSource(readable);
  await turns(1_000);
  assert.ok(taken() < MIB, `${taken()} bytes taken without a reader`);
  await source.next();
  await waitUntil(() => source.heldBack);
  const atRest = taken();
  await turns(1_000);
  assert.equal(taken(), atRest);
  assert.ok(atRest < MIB, `${atRest} bytes read ahead`);
  source.giveUp();
});

test("poured, everything flows, and held again it waits for next(), what was given back first", async () => {
  const stream = new PassThrough();
  const source = createSource(stream);
  const poured: Buffer[] = [];
  source.pour((chunk) => poured.push(Buffer.from(chunk)));
  stream.write("one ");
  stream.write("two ");
  await waitUntil(() => Buffer.concat(poured).length === 8);
  source.hold(poured);
  stream.end("three");
  assert.equal((await readAll(source)).toString(), "one two three");
});

test("what a reader left in the queue is poured first", async () => {
  const stream = new PassThrough();
  const source = createSource(stream);
  stream.write("first ");
  const chunk = await source.next();
  stream.write("second ");
  await waitUntil(() => source.bytesRead === 13);
  let poured = "";
  source.pour((more) => (poured += Buffer.from(more).toString()));
  stream.end("third");
  await source.ended;
  assert.equal(Buffer.from(chunk ?? []).toString() + poured, "first second third");
});

test("reading ahead goes on without a reader until the end, and all of it stays readable", async () => {
  const chunks = Array.from({ length: 64 }, (_, i) => Buffer.alloc(65_536, i));
  const source = createSource(Readable.from(chunks));
  source.readAhead();
  assert.deepEqual(await source.ended, { kind: "complete" });
  assert.ok((await readAll(source)).equals(Buffer.concat(chunks)));
});

test("reading ahead counts from what waits already: however much that is, the rest of the pipe is read", async () => {
  const rest = Buffer.alloc(MIB, "r");
  const source = createSource(
    Readable.from(Array.from({ length: 16 }, (_, i) => rest.subarray(i * 65_536, (i + 1) * 65_536))),
  );
  source.hold([Buffer.alloc(64 * MIB)]);
  source.readAhead();
  assert.ok(
    await waitUntil(() => source.hasEnded, 5_000),
    `${source.bytesRead} bytes read, the pipe is not at its end`,
  );
  assert.equal((await readAll(source)).length, 65 * MIB);
});

test("giving up ends a reader that waits; what was read before stays readable", async () => {
  const stream = new PassThrough();
  const source = createSource(stream);
  stream.write("kept");
  assert.equal(Buffer.from((await source.next()) ?? []).toString(), "kept");
  const waiting = source.next();
  source.giveUp();
  assert.equal(await waiting, null);
  assert.deepEqual(await source.ended, { kind: "incomplete", cause: undefined });
  assert.equal(stream.destroyed, true);
});

test("a pipe that fails is incomplete, with the cause, and no uncaught error", async () => {
  const stream = new PassThrough();
  const source = createSource(stream);
  const torn = new Error("EIO");
  stream.destroy(torn);
  assert.deepEqual(await source.ended, { kind: "incomplete", cause: torn });
  assert.equal(source.hasEnded, true);
});

test("a pipe that is destroyed without an end is incomplete", async () => {
  const stream = new PassThrough();
  const source = createSource(stream);
  stream.destroy();
  assert.equal((await source.ended).kind, "incomplete");
});
