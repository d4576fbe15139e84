// Promise: whatever bytes come, in whatever pieces, the host hears whole reports only, and keeps one line at most.
import assert from "node:assert/strict";
import { constants } from "node:os";
import test from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Decoder, PROTOCOL_VERSION, REQUESTS } from "../../src/containment/warden/protocol.ts";
import type { Report } from "../../src/containment/warden/protocol.ts";
import { inChunks, random } from "../support/random.ts";
import type { Random } from "../support/random.ts";

const SEED = Number(process.env["PROCLEASH_TEST_SEED"] ?? Date.now());

const reports: readonly (readonly [string, Report])[] = [
  [`warden ${PROTOCOL_VERSION}`, { kind: "warden", version: PROTOCOL_VERSION }],
  ["started 4711", { kind: "started", pid: 4711 }],
  ["failed chdir 2", { kind: "failed", step: "chdir", errno: 2 }],
  ["failed exec 13", { kind: "failed", step: "exec", errno: 13 }],
  ["exited code 0", { kind: "exited", code: 0 }],
  ["exited code 255", { kind: "exited", code: 255 }],
  ["exited signal 9", { kind: "signalled", signal: "SIGKILL" }],
  ["exited signal 32", { kind: "signalled", signal: "SIGRTMIN-2" }],
  ["exited signal 34", { kind: "signalled", signal: "SIGRTMIN+0" }],
  ["exited signal 64", { kind: "signalled", signal: "SIGRTMIN+30" }],
  ["empty 0 0 0", { kind: "empty", userUs: 0, systemUs: 0, peakBytes: 0 }],
  ["empty 1000000 20 4096000", { kind: "empty", userUs: 1_000_000, systemUs: 20, peakBytes: 4_096_000 }],
];

const noise: readonly string[] = [
  "",
  " ",
  "\0",
  "started",
  "started x",
  "started -1",
  "started 1 2",
  "started  1",
  "Started 1",
  "exited code",
  "exited signal 0",
  "exited signal 65",
  "failed 2",
  "empty 1 2",
  "empty 1 2 3 4",
  "warden 1 ",
  "warden 99999999999999999999",
  "started 1\r",
  "é€",
  "x".repeat(63),
  "x".repeat(64),
  `started ${"1".repeat(80)}`,
  "kill",
];

function talk(from: Random, lines: number): { readonly text: string; readonly said: readonly Report[] } {
  const said: Report[] = [];
  let text = "";
  for (let i = 0; i < lines; i++) {
    if (from.below(2) === 0) {
      const [line, report] = from.pick(reports);
      text += `${line}\n`;
      said.push(report);
    } else text += `${from.pick(noise)}\n`;
  }
  return { text, said };
}

test("reports among noise, cut anywhere, are heard each once and in order", () => {
  for (let round = 0; round < 300; round++) {
    const from = random(SEED + round);
    const { text, said } = talk(from, 60);
    const decoder = new Decoder();
    const heard = inChunks(from, Buffer.from(text), from.pick([1, 3, 17, 1000])).flatMap((chunk) =>
      decoder.decode(chunk),
    );
    assert.deepEqual(heard, said, `seed ${SEED + round}`);
  }
});

test("random bytes are no reports, and do no harm to the one after them", () => {
  for (let round = 0; round < 300; round++) {
    const from = random(SEED + round);
    const decoder = new Decoder();
    const bytes = Uint8Array.from({ length: from.below(5_000) }, () => from.below(256));
    for (const report of decoder.decode(bytes)) assert.ok(Object.values(report).every((value) => value !== undefined));
    assert.deepEqual(
      decoder.decode(Buffer.from("\nstarted 5\n")),
      [{ kind: "started", pid: 5 }],
      `seed ${SEED + round}`,
    );
  }
});

test("a line without end is not kept", () => {
  const decoder = new Decoder();
  const chunk = Buffer.alloc(1024 * 1024, "x");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 200; i++) assert.deepEqual(decoder.decode(chunk), []);
  collect();
  assert.ok(process.memoryUsage().heapUsed - before < 50 * 1024 * 1024);
  assert.deepEqual(decoder.decode(Buffer.from("\nexited code 1\n")), [{ kind: "exited", code: 1 }]);
});

test("requests are lines that the other side takes: within its limit, with numbers that it knows", () => {
  for (const number of Object.values(constants.signals)) {
    assert.equal(REQUESTS.signal(number), `signal ${number}\n`);
    assert.ok(number >= 1 && number <= 64);
  }
  assert.deepEqual([REQUESTS.kill, REQUESTS.release], ["kill\n", "release\n"]);
});
