// Promise: batches are handed out item by item in order, also to impatient callers, and leaving is awaited exactly once.
import assert from "node:assert/strict";
import test from "node:test";
import { iterateBatches, iterateItems } from "../../src/streams/iterate.ts";
import type { NextBatch } from "../../src/streams/iterate.ts";
import { collect } from "../support/reading.ts";

/** Gives the batches one after another, each in a later tick; then null, or throws what is an error. */
function feed<Item>(...batches: readonly (Item[] | Error)[]): NextBatch<Item> {
  const left = [...batches];
  let busy = false;
  return async () => {
    assert.equal(busy, false, "one call at a time");
    busy = true;
    await new Promise((resolve) => setImmediate(resolve));
    busy = false;
    const batch = left.shift();
    if (batch instanceof Error) throw batch;
    return batch ?? null;
  };
}

const stay = (): Promise<void> => Promise.reject(new Error("left, though the end was reached"));

test("items come in order, empty batches are passed over, and the end is final", async () => {
  const items = iterateItems(feed([1, 2], [], [3], [4, 5]), stay);
  assert.deepEqual(await collect(items), [1, 2, 3, 4, 5]);
  assert.deepEqual(await items.next(), { done: true, value: undefined });
  assert.deepEqual(await items.return?.(), { done: true, value: undefined });
});

test("batches come as they are, empty ones left out", async () => {
  assert.deepEqual(await collect(iterateBatches(feed([1, 2], [], [3]), stay)), [[1, 2], [3]]);
});

test("next() called many times at once is answered in order, then with the end", async () => {
  const items = iterateItems(feed([1, 2], [3], [4]), stay);
  const answers = await Promise.all(Array.from({ length: 6 }, () => items.next()));
  assert.deepEqual(
    answers.map(({ value }) => value as unknown),
    [1, 2, 3, 4, undefined, undefined],
  );
  assert.deepEqual(
    answers.map(({ done }) => done ?? false),
    [false, false, false, false, true, true],
  );
});

test("a failure comes after what was read before it, once; then the iteration is over", async () => {
  const items = iterateItems(feed<number>([1], new Error("torn")), stay);
  assert.deepEqual(await items.next(), { done: false, value: 1 });
  await assert.rejects(items.next(), /torn/);
  assert.deepEqual(await items.next(), { done: true, value: undefined });
});

test("a failure meets several waiting callers: the first gets it, the others the end, and none goes unhandled", async () => {
  const items = iterateItems(feed<number>(new Error("torn")), stay);
  const [first, ...others] = await Promise.allSettled([items.next(), items.next(), items.next()]);
  assert.equal(first.status, "rejected");
  assert.deepEqual(
    others,
    [1, 2].map(() => ({ status: "fulfilled", value: { done: true, value: undefined } })),
  );
});

test("leaving by break waits for leave(), and leaving twice leaves once", async () => {
  const events: string[] = [];
  const leave = async (): Promise<void> => {
    events.push("leaving");
    await new Promise((resolve) => setTimeout(resolve, 10));
    events.push("left");
  };
  const items = iterateItems(feed([1, 2, 3]), leave);
  for await (const item of items) {
    events.push(`item ${item}`);
    break;
  }
  events.push("behind the loop");
  await items.return?.();
  assert.deepEqual(events, ["item 1", "leaving", "left", "behind the loop"]);
  assert.deepEqual(await items.next(), { done: true, value: undefined });
});

test("throw() leaves too, and gives back what was thrown", async () => {
  let left = 0;
  const items = iterateItems(feed([1]), async () => void left++);
  const own = new Error("own");
  await assert.rejects(
    async () => items.throw?.(own),
    (error) => error === own,
  );
  assert.equal(left, 1);
});

test("return() while next() waits for output: both settle, and nothing that came too late is given", async () => {
  let give = (_batch: number[]): void => {};
  const items = iterateItems<number>(
    () => new Promise((resolve) => (give = resolve)),
    async () => give([7]),
  );
  const waiting = items.next();
  assert.deepEqual(await items.return?.(), { done: true, value: undefined });
  assert.deepEqual(await waiting, { done: true, value: undefined });
});
