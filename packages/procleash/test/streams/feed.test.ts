// Promise: a source is sent at the pace of the program, closed when it is not wanted, and never waited for.
import assert from "node:assert/strict";
import { Readable, Writable } from "node:stream";
import test from "node:test";
import { feed } from "../../src/streams/feed.ts";
import { waitUntil } from "../support/processes.ts";

/** Takes what it is given, piece by piece, only when `take` is called; or at once. */
function sink(mode: "at once" | "by hand"): {
  writable: Writable;
  received: () => string;
  take: () => void;
  ended: () => boolean;
} {
  const received: Buffer[] = [];
  let take = (): void => {};
  let ended = false;
  const writable = new Writable({
    highWaterMark: 4,
    write(chunk: Buffer, _encoding, done) {
      received.push(chunk);
      if (mode === "at once") setImmediate(done);
      else take = () => done();
    },
    final(done) {
      ended = true;
      done();
    },
  });
  writable.on("error", () => {});
  return { writable, received: () => Buffer.concat(received).toString(), take: () => take(), ended: () => ended };
}

const noFailure = (cause: unknown): void => assert.fail(`the source failed: ${String(cause)}`);

for (const [name, source] of Object.entries({
  string: "aé",
  bytes: Buffer.from("aé"),
  iterable: ["a", "", Buffer.from("é")],
})) {
  test(`${name}: everything is written, then the end`, async () => {
    const { writable, received, ended } = sink("at once");
    feed(writable, source, noFailure);
    assert.ok(await waitUntil(ended));
    assert.equal(received(), "aé");
  });
}

test("the next piece is asked for only when the program has taken the last", async () => {
  const { writable, take } = sink("by hand");
  let asked = 0;
  function* source(): Generator<string> {
    for (; asked < 10; asked++) yield "four";
  }
  feed(writable, source(), noFailure);
  for (let i = 1; i < 10; i++) {
    assert.ok(await waitUntil(() => asked >= i - 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(asked <= i, `${asked} pieces asked for, ${i} wanted`);
    take();
  }
  writable.destroy();
});

test("when the program closes its end, the source's finally block runs, once, and no failure is told", async () => {
  const { writable } = sink("at once");
  let closed = 0;
  async function* source(): AsyncGenerator<string> {
    try {
      for (;;) yield "piece";
    } finally {
      closed++;
    }
  }
  feed(writable, source(), noFailure);
  await new Promise((resolve) => setImmediate(resolve));
  writable.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  assert.ok(await waitUntil(() => closed > 0));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(closed, 1);
});

test("a source that fails while it is thrown away concerns nobody", async () => {
  const { writable } = sink("at once");
  let asked = false;
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        asked = true;
        return { done: false as const, value: "x" };
      },
      return: (): Promise<never> => Promise.reject(new Error("cannot close")),
    }),
  };
  feed(writable, source, noFailure);
  assert.ok(await waitUntil(() => asked));
  writable.destroy();
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test("a source that fails is told once, and the input is not closed as if it were whole", async () => {
  const { writable, received, ended } = sink("at once");
  const failures: unknown[] = [];
  const own = new Error("own");
  function* source(): Generator<string> {
    yield "half";
    throw own;
  }
  feed(writable, source(), (cause) => failures.push(cause));
  assert.ok(await waitUntil(() => failures.length > 0));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(failures, [own]);
  assert.equal(received(), "half");
  assert.equal(ended(), false);
  writable.destroy();
});

test("a piece that is neither text nor bytes is a failure of the source", async () => {
  const { writable } = sink("at once");
  const failures: unknown[] = [];
  feed(writable, Readable.from([{ not: "text" }]), (cause) => failures.push(cause));
  assert.ok(await waitUntil(() => failures.length > 0));
  assert.equal((failures[0] as NodeJS.ErrnoException).code, "ERR_INVALID_ARG_TYPE");
  writable.destroy();
});

test("a Readable that failed before it was given is a failure of the source", async () => {
  const { writable } = sink("at once");
  const source = new Readable({ read() {} });
  const own = new Error("own");
  source.on("error", () => {}).destroy(own);
  await new Promise((resolve) => setImmediate(resolve));
  const failures: unknown[] = [];
  feed(writable, source, (cause) => failures.push(cause));
  assert.ok(await waitUntil(() => failures.length > 0));
  assert.deepEqual(failures, [own]);
  writable.destroy();
});
