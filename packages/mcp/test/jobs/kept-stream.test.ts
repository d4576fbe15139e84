// Promise: what is kept of a stream can be read byte for byte, wherever it lies; what is not is counted; memory has its cap.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { random } from "../../../procleash/test/support/random.ts";
import { createBudget } from "../../src/jobs/budget.ts";
import { createKeptStream } from "../../src/jobs/kept-stream.ts";
import type { KeptStream } from "../../src/jobs/kept-stream.ts";
import type { SpillPlace } from "../../src/jobs/spill.ts";
import { fromCharacter, lastLine, toCharacter } from "../../src/jobs/text.ts";

const folder = mkdtempSync(join(tmpdir(), "kept-"));
after(() => rmSync(folder, { recursive: true }));
const HEAD = 16 * 1024;
let files = 0;

function stream(
  memoryBytes: number,
  capBytes: number,
  diskBytes = 10_000_000,
): KeptStream & { readonly place: SpillPlace } {
  const place: SpillPlace = {
    path: (name) => Promise.resolve(join(folder, name)),
    budget: createBudget(diskBytes),
    capBytes,
    complain: (error) => assert.fail(String(error)),
  };
  return Object.assign(createKeptStream(`stream-${++files}`, memoryBytes, place), { place });
}

const bytesOf = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255));

test("in pieces of any size, read in pieces of any size (20 seeds)", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const from = random(seed);
    const [memory, cap] = [1024 + from.below(30_000), from.below(120_000)];
    const kept = stream(memory, cap);
    const all = bytesOf(from.below(200_000));
    for (let at = 0; at < all.length;) {
      const next = at + 1 + from.below(20_000);
      await kept.append(all.subarray(at, next));
      at = Math.min(next, all.length);
      assert.equal(kept.total, at);
    }
    assert.ok(kept.memory <= memory + HEAD, `seed ${seed}: ${kept.memory} bytes in memory`);
    let dropped = 0;
    for (let at = 0; at < all.length;) {
      const piece = await kept.read(at, 1 + from.below(9_000));
      assert.deepEqual(piece.bytes, all.subarray(piece.from, piece.to), `seed ${seed} at ${at}`);
      assert.equal(piece.from, at + piece.dropped, `seed ${seed} at ${at}`);
      dropped += piece.dropped;
      at = piece.to;
    }
    // Only what lies between the first bytes, on disk or in memory, and the last ones in memory.
    const lost = Math.max(0, all.length - memory - Math.max(cap, HEAD));
    assert.equal(dropped, lost, `seed ${seed}`);
    await kept.remove();
    assert.equal(kept.place.budget.used, 0);
  }
  assert.deepEqual(readdirSync(folder), []);
});

test("a disk that is full ends what is kept there, and nothing else", async () => {
  const kept = stream(1024, 1_000_000, 5_000);
  const all = bytesOf(100_000);
  for (let at = 0; at < all.length; at += 1000) await kept.append(all.subarray(at, at + 1000));
  assert.equal(kept.total, 100_000);
  assert.ok(kept.place.budget.used <= 5_000);
  assert.deepEqual((await kept.read(99_000, 1000)).bytes, all.subarray(99_000));
});

test("the ends: all of it if it fits, or else how much is left out between them", async () => {
  const kept = stream(4096, 0);
  await kept.append(Buffer.from("abc"));
  assert.deepEqual(kept.ends(2, 2), { head: Buffer.from("abc"), omitted: 0, tail: Buffer.alloc(0) });
  await kept.append(Buffer.from("defgh"));
  assert.deepEqual(kept.ends(2, 3), { head: Buffer.from("ab"), omitted: 3, tail: Buffer.from("fgh") });
});

test("text is cut at characters, and what is no text stays", () => {
  const text = Buffer.from("aé€😀");
  for (let cut = 0; cut <= text.length; cut++) {
    const [first, second] = [toCharacter(text.subarray(0, cut)), fromCharacter(text.subarray(cut))];
    assert.ok(!`${first.toString()}${second.toString()}`.includes("\ufffd"), `cut at ${cut}`);
  }
  const binary = Buffer.from([0x80, 0x81, 0x82, 0x83, 0x84, 0xff]);
  assert.deepEqual(fromCharacter(binary), binary);
});

test("the last line is the last with a text, without colours, and cut", () => {
  assert.equal(lastLine(Buffer.from("one\n\u001b[31mtwo\u001b[0m\r\n \n\n"), 10), "two");
  assert.equal(lastLine(Buffer.from("10 %\r20 %\r30 %"), 10), "30 %");
  assert.equal(lastLine(Buffer.from("x".repeat(20)), 10), `${"x".repeat(9)}…`);
});
