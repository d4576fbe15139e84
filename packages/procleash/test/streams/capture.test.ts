// Promise: what is kept of a stream is all of it, or its head and tail with a mark that says how much is missing.
import assert from "node:assert/strict";
import test from "node:test";
import { createBytesCapture } from "../../src/streams/capture-bytes.ts";
import { createTextCapture } from "../../src/streams/capture-text.ts";
import { createCapture } from "../../src/streams/capture.ts";
import { inChunks, nastyText, random } from "../support/random.ts";

const MARK = /\n\[… (\d+) bytes left out …\]\n/;

function capture(limit: number, chunks: readonly Uint8Array[]): { kept: Buffer; cut: boolean; bytes: number } {
  const made = createCapture(limit);
  for (const chunk of chunks) made.push(chunk);
  return { kept: Buffer.concat(made.pieces()), cut: made.cut, bytes: made.bytes };
}

test("up to the limit everything is kept, byte for byte, and no mark is set", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const from = random(seed);
    const bytes = Buffer.from(nastyText(from, 300));
    const { kept, cut } = capture(bytes.length + from.below(2), inChunks(from, bytes, 1 + from.below(300)));
    assert.deepEqual(kept, bytes, `seed ${seed}`);
    assert.equal(cut, false);
  }
});

test("over the limit: a head, a mark with the true number of missing bytes, and a tail, however the chunks are cut", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const from = random(seed);
    const bytes = Buffer.from("é€😀x".repeat(50 + from.below(400)));
    const limit = from.below(bytes.length);
    const { kept, cut, bytes: seen } = capture(limit, inChunks(from, bytes, 1 + from.below(500)));
    const text = kept.toString();
    const match = MARK.exec(text);
    assert.ok(cut && match !== null, `seed ${seed}`);
    const [head, tail] = [
      Buffer.from(text.slice(0, match.index)),
      Buffer.from(text.slice(match.index + match[0].length)),
    ];
    assert.equal(seen, bytes.length);
    assert.ok(bytes.subarray(0, head.length).equals(head), `seed ${seed}: the head is the beginning`);
    assert.ok(bytes.subarray(bytes.length - tail.length).equals(tail), `seed ${seed}: the tail is the end`);
    assert.equal(head.length + Number(match[1]) + tail.length, bytes.length, `seed ${seed}: the mark tells the truth`);
    assert.ok(
      head.length + tail.length <= limit && head.length + tail.length > limit - 7,
      `seed ${seed}: the limit is used`,
    );
    assert.ok(!text.includes("\ufffd"), `seed ${seed}: no character is cut`);
  }
});

test("a limit of 0 keeps nothing but the mark", () => {
  assert.equal(capture(0, [Buffer.from("abc")]).kept.toString(), "\n[… 3 bytes left out …]\n");
  assert.equal(capture(0, []).kept.length, 0);
});

test("without a limit everything is kept", () => {
  const chunk = Buffer.alloc(100_000, "k");
  const { kept, cut } = capture(
    Infinity,
    Array.from({ length: 50 }, () => chunk),
  );
  assert.equal(kept.length, 5_000_000);
  assert.equal(cut, false);
});

test("memory is bounded by the limit: 2 GiB through 1 MiB, in large and in tiny chunks", () => {
  const made = createCapture(1024 * 1024);
  const before = process.memoryUsage();
  const used = ({ heapUsed, arrayBuffers }: NodeJS.MemoryUsage): number => heapUsed + arrayBuffers;
  // A chunk of its own each time, as they come from a pipe: what is held on to would add up.
  for (let i = 0; i < 32_768; i++) made.push(Buffer.allocUnsafeSlow(65_536));
  const tiny = Buffer.from("tiny");
  for (let i = 0; i < 2_000_000; i++) made.push(tiny);
  assert.equal(made.bytes, 32_768 * 65_536 + 8_000_000);
  const kept = Buffer.concat(made.pieces()).length;
  assert.ok(kept < 1024 * 1024 + 100);
  const grown = used(process.memoryUsage()) - used(before);
  assert.ok(grown < 256 * 1024 * 1024, `grown by ${grown}`);
});

test("asking for the pieces twice, or in the middle, changes nothing", () => {
  const made = createCapture(10);
  made.push(Buffer.from("abcdefgh"));
  const first = Buffer.concat(made.pieces()).toString();
  assert.equal(first, "abcdefgh");
  made.push(Buffer.from("ijklmnop"));
  const cut = Buffer.concat(made.pieces()).toString();
  assert.equal(cut, "abcde\n[… 6 bytes left out …]\nlmnop");
  assert.equal(Buffer.concat(made.pieces()).toString(), cut);
});

test("kept as text or in one piece, it is the same, whatever the limit and the chunks", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const from = random(seed);
    const bytes = Buffer.from(nastyText(from, 300));
    const limit = from.pick([Infinity, bytes.length, from.below(bytes.length + 1)]);
    const [plain, text, whole] = [createCapture(limit), createTextCapture(limit), createBytesCapture(limit)];
    for (const chunk of inChunks(from, bytes, 1 + from.below(300))) {
      // What is kept is copied: the memory of a read is used again.
      const lent = Uint8Array.from(chunk);
      for (const capturing of [plain, text, whole]) capturing.push(lent);
      lent.fill(0x21);
    }
    const wanted = Buffer.concat(plain.pieces());
    assert.deepEqual(whole.kept(), wanted, `seed ${seed}`);
    assert.equal(text.kept(), wanted.toString(), `seed ${seed}`);
    for (const { cut, bytes: seen } of [text, whole]) assert.deepEqual([cut, seen], [plain.cut, bytes.length]);
  }
});

test("a large text is decoded as it comes, also where a character is cut between two of its pieces", () => {
  const capturing = createTextCapture(Infinity);
  const line = Buffer.from("€".repeat(333));
  for (let i = 0; i < 3_000; i++)
    for (const chunk of [line.subarray(0, 100), line.subarray(100)]) capturing.push(chunk);
  assert.equal(capturing.kept(), "€".repeat(333 * 3_000));
});

test("one piece of memory grows past the size from which it grows in place, and is exact", () => {
  const capturing = createBytesCapture(Infinity);
  const chunk = Buffer.alloc(1_000_003, "w");
  for (let i = 0; i < 100; i++) capturing.push(chunk);
  const kept = capturing.kept();
  assert.equal(kept.length, 100 * chunk.length);
  assert.equal(kept.buffer.byteLength, kept.length);
  assert.ok(kept.equals(Buffer.alloc(kept.length, "w")));
});
