// Promise: stdin can be written to before the program runs, at its pace after that, and a program that is gone is no error.
import assert from "node:assert/strict";
import { PassThrough, Writable } from "node:stream";
import test from "node:test";
import { createLateWritable } from "../../src/streams/late-writable.ts";
import { collect } from "../support/reading.ts";
import { waitUntil } from "../support/processes.ts";

test("what was written before and after the start arrives in order, then the end", async () => {
  const { writable, connect } = createLateWritable();
  writable.write("one ");
  writable.write(Buffer.from("two "));
  const target = new PassThrough();
  connect(target);
  writable.write("three ");
  writable.end("four");
  assert.equal(Buffer.concat(await collect<Buffer>(target)).toString(), "one two three four");
});

test("write() asks for patience before the start, and 'drain' comes when the program reads", async () => {
  const { writable, connect } = createLateWritable();
  assert.equal(writable.write(Buffer.alloc(1024 * 1024)), false);
  let drained = false;
  writable.once("drain", () => (drained = true));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(drained, false);
  const target = new PassThrough();
  connect(target);
  target.resume();
  assert.ok(await waitUntil(() => drained));
  writable.destroy();
});

test("when the program closes its end, the writable is closed, without an error that needs a listener", async () => {
  const { writable, connect } = createLateWritable();
  const target = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
  });
  target.on("error", () => {});
  connect(target);
  writable.write("nobody reads this");
  assert.ok(await waitUntil(() => writable.destroyed));
  writable.write("nor this");
  writable.end();
});

test("a writable whose program never starts is closed without an error", async () => {
  const { writable } = createLateWritable();
  writable.write("never read");
  writable.destroy();
  assert.ok(await waitUntil(() => writable.closed));
});

test("the callback of write() comes for each piece, also when the program is gone, and then with an error", async () => {
  const { writable, connect } = createLateWritable();
  const target = new PassThrough();
  connect(target);
  const called: (string | undefined)[] = [];
  const tell = (error?: NodeJS.ErrnoException | null): void => void called.push(error?.code);
  writable.write("a", tell);
  assert.ok(await waitUntil(() => called.length === 1));
  target.destroy();
  writable.write("b", tell);
  assert.ok(await waitUntil(() => called.length === 2));
  assert.deepEqual(called, [undefined, "ERR_STREAM_DESTROYED"]);
});

test("the callback of end() comes with an error when the program has closed its end", async () => {
  const { writable, connect } = createLateWritable();
  const target = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
  });
  target.on("error", () => {});
  connect(target);
  const told = new Promise<Error | null | undefined>((resolve) => {
    writable.end("nobody reads this", resolve as () => void);
  });
  assert.equal(((await told) as NodeJS.ErrnoException | null)?.code, "EPIPE");
});
