// Promise: size does not matter: 1 GiB passes both ways in flat memory, and a long session of text survives every cut.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { nastyText, random } from "../../support/random.ts";
import { collect } from "../../support/reading.ts";

guardAgainstLeaks();
const MIB = 1024 * 1024;
const directory = mkdtempSync(join(tmpdir(), "procleash-volume-"));
after(() => rmSync(directory, { recursive: true }));

test("1 GiB through cat, both ways at once, byte for byte and in flat memory", { timeout: 300_000 }, async () => {
  const blocks = Array.from({ length: 7 }, (_, i) => Buffer.alloc(MIB, `block ${i} `));
  const sent = createHash("md5");
  function* source(): Generator<Uint8Array> {
    for (let i = 0; i < 1_024; i++) {
      const block = blocks[i % blocks.length] as Buffer;
      sent.update(block);
      yield block;
    }
  }
  const received = createHash("md5");
  const before = process.memoryUsage().rss;
  let count = 0;
  let highest = 0;
  for await (const chunk of start("cat", [], { stdin: source() }).bytes()) {
    received.update(chunk);
    count += chunk.length;
    if (count % (16 * MIB) < chunk.length) highest = Math.max(highest, process.memoryUsage().rss - before);
  }
  assert.equal(count, 1_024 * MIB);
  assert.equal(received.digest("hex"), sent.digest("hex"));
  assert.ok(highest < 256 * MIB, `the host grew by ${highest} bytes`);
});

/** A session of an agent: one JSON text a line, some of them long, with everything that JSON leaves unescaped. */
function session(lines: number): { readonly text: string; readonly messages: readonly unknown[] } {
  const from = random(lines);
  const messages = Array.from({ length: lines }, (_, id) => ({
    id,
    type: from.pick(["message", "tool", "delta"]),
    text: nastyText(from, from.below(lines < 100 ? 4 : 60)),
  }));
  return { text: messages.map((message) => `${JSON.stringify(message)}\n`).join(""), messages };
}

test("a small session, cut in two at every byte, is read line by line each time", { timeout: 120_000 }, async () => {
  const { text, messages } = session(8);
  const file = join(directory, "small.jsonl");
  writeFileSync(file, text);
  const job = start(...fixture("replays-in-pieces.mjs", token("everywhere"), file, "everywhere"));
  const lines = await collect(job.lines());
  const times = Buffer.byteLength(text);
  assert.equal(lines.length, messages.length * times);
  lines.forEach((line, i) => assert.deepEqual(JSON.parse(line), messages[i % messages.length], `line ${i}`));
});

for (const [count, longest] of [
  [150, 3],
  [5_000, 700],
  [5_000, 70_000],
] as const) {
  test(`a session of ${count} lines in pieces of 1 to ${longest} bytes`, { timeout: 120_000 }, async () => {
    const { text, messages } = session(count);
    const file = join(directory, `${longest}.jsonl`);
    writeFileSync(file, text);
    const job = start(...fixture("replays-in-pieces.mjs", token("session"), file, String(longest)));
    const lines = await collect(job.lines());
    assert.equal(lines.map((line) => `${line}\n`).join(""), text);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      messages,
    );
    assert.equal((await job.outcome).kind, "exit");
  });
}
