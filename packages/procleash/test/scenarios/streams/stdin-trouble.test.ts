// Promise: a program that does not want its input, and an input that fails or never ends, neither break nor hang the run.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import test from "node:test";
import { LeashError, run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token, waitUntil } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const MIB = 1024 * 1024;

/** Pieces without end; tells how many were asked for, and whether the source was closed. */
function endlessSource(
  piece: string | Uint8Array,
  pause: () => Promise<void> = async () => {},
): AsyncIterable<string | Uint8Array> & { asked: number; closed: boolean } {
  const source = {
    asked: 0,
    closed: false,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          source.asked++;
          await pause();
          yield piece;
        }
      } finally {
        source.closed = true;
      }
    },
  };
  return source;
}

test("8 MiB into a program that exits at once: its true exit code, and no error", bound, async () => {
  const job = start(...fixture("exits-with.sh", token("8 MiB"), "0"), { stdin: Buffer.alloc(8 * MIB, "x") });
  assert.equal((await job.result).exitCode, 0);
  const failed = await run(...fixture("exits-with.sh", token("8 MiB"), "7"), {
    stdin: Buffer.alloc(8 * MIB, "x"),
    reject: false,
  });
  assert.equal(failed.exitCode, 7);
});

test("the same, fifty times side by side", bound, async () => {
  const stdin = Buffer.alloc(MIB, "x");
  const results = await Promise.all(
    Array.from({ length: 50 }, () => run(...fixture("exits-with.sh", token("fifty"), "0"), { stdin })),
  );
  assert.equal(results.filter(({ exitCode }) => exitCode === 0).length, 50);
});

test("an endless source is closed when the program ends, and does not hold the run", bound, async () => {
  const source = endlessSource("line\n");
  const { stdout } = await run("sh", ["-c", 'read -r line; echo "$line"', token("endless")], { stdin: source });
  assert.equal(stdout, "line\n");
  assert.ok(await waitUntil(() => source.closed));
});

test("a source whose next piece never comes does not hold the run", bound, async () => {
  const source = endlessSource("x", () => new Promise<void>(() => {}));
  assert.equal((await run(...fixture("exits-with.sh", token("never"), "0"), { stdin: source })).exitCode, 0);
  assert.equal(source.asked, 1);
});

test("a Readable is destroyed when the program does not want the rest", bound, async () => {
  const readable = new Readable({
    read() {
      setImmediate(() => this.push(Buffer.alloc(65_536)));
    },
  });
  await run("sh", ["-c", "head -c 10 >/dev/null", token("readable")], { stdin: readable });
  assert.ok(await waitUntil(() => readable.destroyed));
});

test("a web stream is cancelled when the program does not want the rest", bound, async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    cancel: () => void (cancelled = true),
  });
  await run("sh", ["-c", "head -c 10 >/dev/null", token("web")], { stdin: stream });
  assert.ok(await waitUntil(() => cancelled));
});

test("a source is asked for no more than the program reads", bound, async () => {
  const source = endlessSource(Buffer.alloc(65_536, "s"), () => new Promise((resolve) => setImmediate(resolve)));
  const job = start("sh", ["-c", "echo up; sleep 30; :", token("pace")], { stdin: source });
  for await (const _line of job.lines()) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(source.asked < 64, `${source.asked} pieces of 64 KiB were asked for by nobody`);
    break;
  }
  assert.ok(await waitUntil(() => source.closed));
});

test("a program that reads slowly gets all of it", bound, async () => {
  const stdin = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i & 255));
  const { stdout } = await run(...fixture("reads-stdin-slowly.mjs", token("slow reader")), {
    stdin: [stdin, stdin, stdin],
  });
  const hash = createHash("sha256")
    .update(Buffer.concat([stdin, stdin, stdin]))
    .digest("hex");
  assert.equal(stdout, `600000 ${hash}\n`);
});

const own = new Error("the source's own");
const FAILING = {
  "an async generator that throws": async function* () {
    yield "half";
    throw own;
  },
  "a generator that throws": function* () {
    yield "half";
    throw own;
  },
  "a Readable that is destroyed": () =>
    new Readable({
      read() {
        this.destroy(own);
      },
    }),
  "an iterable that cannot be opened": () => ({
    [Symbol.iterator]: (): Iterator<string> => {
      throw own;
    },
  }),
  "a web stream that fails": () => new ReadableStream<string>({ pull: (controller) => controller.error(own) }),
};

for (const [name, make] of Object.entries(FAILING)) {
  test(`${name} stops the run with STDIN_FAILED, and its error is the cause`, bound, async () => {
    const job = start("sh", ["-c", "cat; sleep 30; :", token("fails")], { stdin: make() });
    await assert.rejects(
      job.result,
      (error) => error instanceof LeashError && error.code === "STDIN_FAILED" && error.cause === own,
    );
    const outcome = await job.outcome;
    assert.ok(outcome.kind !== "failed-to-start");
    assert.equal(outcome.stop?.reason, "stdin-failed");
  });
}

test("a web stream that somebody reads already stops the run with STDIN_FAILED", bound, async () => {
  const stream = new ReadableStream<string>({});
  stream.getReader();
  await assert.rejects(start("sh", ["-c", "cat; sleep 30; :", token("locked")], { stdin: stream }).result, {
    code: "STDIN_FAILED",
  });
});

test("a program that closes its stdin and lives on is not disturbed", bound, async () => {
  const { exitCode, stdout } = await run(...fixture("ignores-stdin.sh", token("closed"), "1"), {
    stdin: Buffer.alloc(4 * MIB),
  });
  assert.equal(exitCode, 0);
  assert.equal(stdout, "closed\n");
});

test("writing to job.stdin of a program that is over needs no error listener", bound, async () => {
  const job = start(...fixture("exits-with.sh", token("pipe"), "0"), { stdin: "pipe" });
  await job.outcome;
  job.stdin?.write("too late");
  job.stdin?.write(Buffer.alloc(MIB));
  job.stdin?.end();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await job.result).exitCode, 0);
});

test("job.stdin that nobody ends does not hold a program that ends by itself", bound, async () => {
  const job = start(...fixture("exits-with.sh", token("unended"), "4"), { stdin: "pipe" });
  job.stdin?.write("x".repeat(8 * MIB));
  const outcome = await job.outcome;
  assert.ok(outcome.kind === "exit" && outcome.code === 4);
});
