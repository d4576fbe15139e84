// Promise: what is too long or too large stops the run with a clear error; everything before it is delivered.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { text } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const MARK = /^([^]*)\n\[… (\d+) bytes left out …\]\n([^]*)$/;

async function failure(promise: PromiseLike<unknown>): Promise<LeashError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof LeashError, String(error));
    return error;
  }
  throw new Error("it did not fail");
}

for (const kind of ["lines", "rawLines", "batches", "rawBatches"] as const) {
  test(
    `${kind}(): a line over maxLineBytes stops the run with LINE_TOO_LONG, after every line before it`,
    bound,
    async () => {
      const script = "echo one; echo two; while :; do printf xxxxxxxxxx; done | head -c 100000000; sleep 30; :";
      const job = start("sh", ["-c", script, token(kind)], { maxLineBytes: 1_000 });
      const received: string[] = [];
      const error = await failure(
        (async () => {
          for await (const item of job[kind]()) received.push(...[item].flat().map((line) => text(line).trimEnd()));
        })(),
      );
      assert.deepEqual(received, ["one", "two"]);
      assert.equal(error.code, "LINE_TOO_LONG");
      assert.match(error.message, /1000/);
      assert.ok(error.message.length < 500, error.message);
      const outcome = await job.outcome;
      assert.ok(outcome.kind !== "failed-to-start");
      assert.deepEqual(outcome.stop, { reason: "line-too-long", stream: "stdout", limitBytes: 1_000 });
      assert.equal((await failure(job.result)).code, "LINE_TOO_LONG");
    },
  );
}

test("a line of exactly maxLineBytes passes, with and without its newline", bound, async () => {
  const line = "é".repeat(500);
  const received: string[] = [];
  for await (const each of start("cat", [], { stdin: `${line}\n${line}`, maxLineBytes: 1_000 }).lines())
    received.push(each);
  assert.deepEqual(received, [line, line]);
});

test("maxLineBytes concerns lines only: bytes() and run() take a line of any length", bound, async () => {
  const stdin = "y".repeat(5_000);
  assert.equal((await run("cat", [], { stdin, maxLineBytes: 10 })).stdout, stdin);
  let count = 0;
  for await (const chunk of start("cat", [], { stdin, maxLineBytes: 10 }).bytes()) count += chunk.length;
  assert.equal(count, 5_000);
});

test(
  "more stdout than maxOutputBytes stops an endless program with OUTPUT_TOO_LARGE, head and tail attached",
  bound,
  async () => {
    const error = await failure(run(...fixture("writes-forever.mjs", token("endless")), { maxOutputBytes: 1_280 }));
    assert.equal(error.code, "OUTPUT_TOO_LARGE");
    assert.match(error.message, /1280/);
    assert.ok(error.outcome !== undefined && error.outcome.kind !== "failed-to-start");
    assert.deepEqual(error.outcome.stop, { reason: "output-too-large", limitBytes: 1_280 });
    const [, head = "", lost, tail = ""] = MARK.exec(text(error.result?.stdout ?? "")) ?? [];
    assert.equal(head.length, 640);
    assert.ok(head.startsWith(`${"0".repeat(63)}\n`));
    assert.equal(tail.length, 640);
    assert.ok(Number(lost) > 0);
    assert.ok(!Object.keys(error).includes("result"), "logging the error does not print the output");
  },
);

test("reject: false resolves with the same, and the outcome says why", bound, async () => {
  const result = await run(...fixture("writes-forever.mjs", token("resolves")), {
    maxOutputBytes: 1_280,
    reject: false,
  });
  assert.match(result.stdout, MARK);
  assert.ok(result.outcome.kind !== "failed-to-start");
  assert.equal(result.outcome.stop?.reason, "output-too-large");
});

test("stdout of exactly maxOutputBytes is whole; of one byte more, it is too large", bound, async () => {
  for (const overflow of ["error", "truncate"] as const) {
    assert.equal(
      (await run("cat", [], { stdin: "x".repeat(1_000), maxOutputBytes: 1_000, overflow })).stdout,
      "x".repeat(1_000),
    );
  }
  assert.equal(
    (await failure(run("cat", [], { stdin: "x".repeat(1_001), maxOutputBytes: 1_000 }))).code,
    "OUTPUT_TOO_LARGE",
  );
});

test(
  "overflow: truncate lets the program end, and keeps head, mark and tail, with no character cut in two",
  bound,
  async () => {
    for (let limit = 100; limit < 108; limit++) {
      const stdin = "é€😀".repeat(1_000);
      const { stdout, exitCode } = await run("cat", [], { stdin, maxOutputBytes: limit, overflow: "truncate" });
      assert.equal(exitCode, 0);
      const [, head = "", lost, tail = ""] = MARK.exec(stdout) ?? [];
      assert.ok(stdin.startsWith(head) && stdin.endsWith(tail) && head !== "" && tail !== "", stdout);
      assert.ok(!stdout.includes("\ufffd"));
      assert.equal(Buffer.byteLength(head) + Number(lost) + Buffer.byteLength(tail), 9_000);
      assert.ok(Buffer.byteLength(head) + Buffer.byteLength(tail) <= limit);
    }
  },
);

test("maxOutputBytes: Infinity keeps all; iterators know no such limit", bound, async () => {
  const stdin = Buffer.alloc(4 * 1024 * 1024, "k");
  const { stdout } = await run("cat", [], { stdin, maxOutputBytes: Infinity });
  assert.equal(stdout.length, stdin.length);
  let count = 0;
  for await (const chunk of start("cat", [], { stdin, maxOutputBytes: 10 }).bytes()) count += chunk.length;
  assert.equal(count, stdin.length);
});
