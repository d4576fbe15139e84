// Promise: however the bytes are cut into chunks, the same lines come out, byte for byte.
import assert from "node:assert/strict";
import test from "node:test";
import { byteSplitter, chunkSplitter, textSplitter } from "../../src/streams/lines.ts";
import type { Splitter } from "../../src/streams/reading.ts";
import { inChunks, linesOf, nastyText, random, rawLinesOf } from "../support/random.ts";

function splitAll<Line>(splitter: Splitter<Line>, chunks: readonly Uint8Array[]): Line[] {
  const lines: Line[] = [];
  let told = 0;
  const emit = (batch: Line[], bytes: number): void => {
    assert.ok(batch.length > 0, "an empty batch");
    lines.push(...batch);
    told += bytes;
  };
  for (const chunk of chunks) {
    // Only valid during the call: whoever keeps a view of it would be found out.
    const lent = Uint8Array.from(chunk);
    assert.equal(splitter.push(lent, emit), true);
    lent.fill(0x21);
  }
  splitter.end(emit);
  assert.equal(
    told,
    chunks.reduce((sum, { length }) => sum + length, 0),
  );
  return lines;
}

function assertSplits(bytes: Buffer, chunks: readonly Uint8Array[], what: string): void {
  assert.deepEqual(
    splitAll(byteSplitter(Infinity), chunks).map((line) => Buffer.from(line)),
    rawLinesOf(bytes),
    what,
  );
  assert.deepEqual(splitAll(textSplitter(Infinity), chunks), linesOf(bytes.toString()), what);
}

test("a short text with every hard case is split alike for every pair of cuts", () => {
  const bytes = Buffer.from("a\r\n\né€\r😀\u2028\n\r\r\n\ufeffz\n\r");
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const chunks = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      assertSplits(bytes, chunks, `cut at ${first} and ${second}`);
    }
  }
});

test("the same, byte by byte", () => {
  const bytes = Buffer.from(nastyText(random(1), 2_000));
  assertSplits(
    bytes,
    Array.from(bytes, (byte) => Uint8Array.of(byte)),
    "byte by byte",
  );
});

test("random texts in random chunks come out as the plainest splitter says (300 seeds)", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const from = random(seed);
    const bytes = Buffer.from(nastyText(from, from.below(200)));
    assertSplits(bytes, inChunks(from, bytes, 1 + from.below(40)), `seed ${seed}`);
  }
});

test("bytes that are no UTF-8 become U+FFFD, the same number of them wherever the chunks are cut", () => {
  const parts = [
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [0x80],
    [0xf5, 0x41],
    [0xf0, 0x90],
    [0xf4, 0x90, 0x80],
    [0xe0, 0x9f],
    [0xf1, 0x80, 0x80],
    [0x41],
    [10],
    [13, 10],
  ];
  for (let seed = 1; seed <= 3_000; seed++) {
    const from = random(seed);
    const bytes = Buffer.from(Array.from({ length: 12 }, () => from.pick(parts)).flat());
    assertSplits(bytes, inChunks(from, bytes, 4), `seed ${seed}: ${bytes.toString("hex")}`);
  }
});

test("a \\r that ends a chunk is data unless the next chunk begins with \\n", () => {
  const split = (...chunks: string[]): string[] =>
    splitAll(
      textSplitter(Infinity),
      chunks.map((chunk) => Buffer.from(chunk)),
    );
  assert.deepEqual(split("a\r", "\nb"), ["a", "b"]);
  assert.deepEqual(split("a\r", "b\n"), ["a\rb"]);
  assert.deepEqual(split("a\r", "\r\n"), ["a\r"]);
  assert.deepEqual(split("a\r"), ["a\r"]);
});

for (const [kind, make] of [
  ["bytes", byteSplitter],
  ["text", textSplitter],
] as const) {
  const limited = (limit: number, ...chunks: string[]): { lines: string[]; tooLong: boolean } => {
    const splitter: Splitter<string | Uint8Array> = make(limit);
    const lines: string[] = [];
    const emit = (batch: (string | Uint8Array)[]): void => {
      for (const line of batch) lines.push(typeof line === "string" ? line : Buffer.from(line).toString().trimEnd());
    };
    const tooLong = !chunks.every((chunk) => splitter.push(Buffer.from(chunk), emit));
    return { lines, tooLong };
  };

  test(`${kind}: a line of exactly the limit passes, one byte more is too long, and everything before it is given`, () => {
    assert.deepEqual(limited(4, "a\nabcd\n"), { lines: ["a", "abcd"], tooLong: false });
    assert.deepEqual(limited(4, "a\nabcde\nb\n"), { lines: ["a"], tooLong: true });
    assert.deepEqual(limited(4, "a\nbb\nabcde"), { lines: ["a", "bb"], tooLong: true });
  });

  test(`${kind}: the limit counts across chunks, and is noticed before the line has an end`, () => {
    assert.deepEqual(limited(4, "abc", "d", "\n", "x"), { lines: ["abcd"], tooLong: false });
    assert.deepEqual(limited(4, "a\nabc", "de"), { lines: ["a"], tooLong: true });
    assert.deepEqual(limited(4, "abc", "de\nok\n"), { lines: [], tooLong: true });
    assert.deepEqual(limited(0, "\n\n", "x"), { lines: ["", ""], tooLong: true });
  });

  test(`${kind}: a long line of many chunks costs time in proportion to its length`, () => {
    // Joining anew at each chunk would copy 200 GB here, and not end within the bound of the test.
    const chunk = Buffer.alloc(1024, "y");
    const splitter: Splitter<string | Uint8Array> = make(Infinity);
    const lines: (string | Uint8Array)[] = [];
    const emit = (batch: (string | Uint8Array)[]): void => void lines.push(...batch);
    for (let i = 0; i < 20_000; i++) assert.ok(splitter.push(chunk, emit));
    assert.equal(lines.length, 0);
    splitter.push(Buffer.from("\n"), emit);
    assert.ok((lines[0]?.length ?? 0) >= 20_000 * 1024);
  });
}

test("one line that is kept does not keep what was read with it", () => {
  const kept: Uint8Array[] = [];
  const splitter = byteSplitter(Infinity);
  const chunk = Buffer.from(`${"x".repeat(99)}\n`.repeat(650));
  splitter.push(chunk, (lines) => void kept.push(...lines));
  assert.equal(kept.length, 650);
  for (const { buffer } of kept) assert.ok(buffer.byteLength <= 16_500, `${buffer.byteLength} bytes are kept`);
});

test("what is short is kept without its neighbours", () => {
  const kept: Uint8Array[] = [];
  const keep = (items: Uint8Array[]): void => void kept.push(...items);
  const lines = byteSplitter(Infinity);
  for (const piece of ["one\n", "tw", "o\n"]) lines.push(Buffer.from(piece), keep);
  chunkSplitter().push(Buffer.from("chunk"), keep);
  assert.deepEqual(
    kept.map(({ buffer }) => buffer.byteLength),
    [4, 4, 5],
  );
});

test("chunks are copies, one for each read", () => {
  const chunks: Uint8Array[] = [];
  const lent = Buffer.from("lent");
  const splitter = chunkSplitter();
  splitter.push(lent, (batch) => void chunks.push(...batch));
  lent.fill(0);
  assert.deepEqual(chunks.map(String), ["lent"]);
});
