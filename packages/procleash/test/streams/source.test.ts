// Promise: a pipe is read only as far as its reader asks, nothing is lost between readers, and its end is known.
import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import test from "node:test";
import { inletOf } from "../../src/spawn/inlets.ts";
import { chunkSplitter } from "../../src/streams/lines.ts";
import { inBatches } from "../../src/streams/reading.ts";
import type { Reading } from "../../src/streams/reading.ts";
import { createSource } from "../../src/streams/source.ts";
import type { Sink, Source } from "../../src/streams/source.ts";
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

/** Reads chunks, those given here first. */
function read(source: Source, first: readonly Buffer[] = []): Reading<Uint8Array> {
  const reading = inBatches(chunkSplitter())(
    () => source.taken(),
    () => {},
  );
  for (const bytes of first) reading.push(bytes);
  source.attach(reading);
  return reading;
}

function pour(into: Buffer[]): Sink {
  return { held: 0, push: (bytes) => void into.push(Buffer.from(bytes)), end: () => {} };
}

async function readAll(reading: Reading<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let batch = await reading.next(); batch !== null; batch = await reading.next()) chunks.push(...batch);
  return Buffer.concat(chunks);
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

test("chunks come in order, then null, again and again", async () => {
  const source = createSource(inletOf(Readable.from([Buffer.from("a"), Buffer.from("b"), Buffer.from("c")])));
  const reading = read(source);
  assert.equal((await readAll(reading)).toString(), "abc");
  assert.equal(await reading.next(), null);
  assert.deepEqual(await source.ended, { kind: "complete" });
  assert.equal(source.bytesRead, 3);
});

test("without a reader nothing flows, and a reader who stops holds the writer back", async () => {
  const { readable, taken } = endless();
  const source = createSource(inletOf(readable));
  await turns(1_000);
  assert.ok(taken() < MIB, `${taken()} bytes taken without a reader`);
  await read(source).next();
  await waitUntil(() => source.heldBack);
  const atRest = taken();
  await turns(1_000);
  assert.equal(taken(), atRest);
  assert.ok(atRest < MIB, `${atRest} bytes read ahead`);
  source.giveUp();
});

test("poured, everything flows; then a reader has it, what is given back first", async () => {
  const stream = new PassThrough();
  const source = createSource(inletOf(stream));
  const poured: Buffer[] = [];
  source.attach(pour(poured));
  stream.write("one ");
  stream.write("two ");
  await waitUntil(() => Buffer.concat(poured).length === 8);
  const reading = read(source, poured);
  stream.end("three");
  assert.equal((await readAll(reading)).toString(), "one two three");
});

test("what came before anybody asked goes to the first who does", async () => {
  const stream = new PassThrough();
  const source = createSource(inletOf(stream));
  stream.write("first ");
  await waitUntil(() => source.bytesRead === 6);
  const poured: Buffer[] = [];
  source.attach(pour(poured));
  stream.end("second");
  await source.ended;
  assert.equal(Buffer.concat(poured).toString(), "first second");
});

test("whoever asks after the end has all of it, and the end", async () => {
  const source = createSource(inletOf(Readable.from([Buffer.from("early")])));
  await source.ended;
  assert.equal((await readAll(read(source))).toString(), "early");
});

test("reading ahead goes on without a reader until the end, and all of it stays readable", async () => {
  const chunks = Array.from({ length: 64 }, (_, i) => Buffer.alloc(65_536, i));
  const source = createSource(inletOf(Readable.from(chunks)));
  source.readAhead();
  assert.deepEqual(await source.ended, { kind: "complete" });
  assert.ok((await readAll(read(source))).equals(Buffer.concat(chunks)));
});

test("reading ahead counts from what waits already: however much that is, the rest of the pipe is read", async () => {
  const rest = Buffer.alloc(MIB, "r");
  const pieces = Array.from({ length: 16 }, (_, i) => rest.subarray(i * 65_536, (i + 1) * 65_536));
  const source = createSource(inletOf(Readable.from(pieces)));
  const reading = read(source, [Buffer.alloc(64 * MIB)]);
  source.readAhead();
  assert.ok(
    await waitUntil(() => source.hasEnded, 5_000),
    `${source.bytesRead} bytes read, the pipe is not at its end`,
  );
  assert.equal((await readAll(reading)).length, 65 * MIB);
});

test("giving up ends a reader that waits; what was read before stays readable", async () => {
  const stream = new PassThrough();
  const source = createSource(inletOf(stream));
  stream.write("kept");
  const reading = read(source);
  assert.deepEqual((await reading.next())?.map(String), ["kept"]);
  const waiting = reading.next();
  source.giveUp();
  assert.equal(await waiting, null);
  assert.deepEqual(await source.ended, { kind: "incomplete", cause: undefined });
  assert.equal(stream.destroyed, true);
});

test("a pipe that fails is incomplete, with the cause, and no uncaught error", async () => {
  const stream = new PassThrough();
  const source = createSource(inletOf(stream));
  const torn = new Error("EIO");
  stream.destroy(torn);
  assert.deepEqual(await source.ended, { kind: "incomplete", cause: torn });
  assert.equal(source.hasEnded, true);
});

test("a pipe that is destroyed without an end is incomplete", async () => {
  const stream = new PassThrough();
  const source = createSource(inletOf(stream));
  stream.destroy();
  assert.equal((await source.ended).kind, "incomplete");
});
