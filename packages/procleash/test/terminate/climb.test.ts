// Promise: a ladder is climbed rung by rung, for as long as each says, and left the moment the tree is empty.
import assert from "node:assert/strict";
import test from "node:test";
import type { Census } from "../../src/containment/types.ts";
import type { Proof, SignalName } from "../../src/outcome.ts";
import { climb } from "../../src/terminate/climb.ts";
import { systemClock } from "../../src/terminate/clock.ts";
import type { Clock } from "../../src/terminate/clock.ts";
import type { Ladder } from "../../src/spec/options.ts";

/** Time that stands until it is moved. */
function fakeClock(): Clock & { advance(ms: number): Promise<void>; readonly pending: number } {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly done: () => void }>();
  return {
    now: () => now,
    get pending() {
      return timers.size;
    },
    after: (ms, done) => {
      const timer = { at: now + ms, done };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: async (ms) => {
      const until = now + ms;
      for (;;) {
        await settled();
        const [next] = [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.done();
      }
      now = until;
    },
  };
}

/** Every promise that can settle now has. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A tree that ends when it is told to, and writes down what is done to it. */
function fakeTree(): {
  readonly acts: string[];
  end(proof: Proof): void;
  census: () => Census;
  signal(signal: SignalName): boolean;
  kill(): void;
  whenEmpty(): { readonly empty: Promise<Proof | null>; cancel(): void };
  waits: number;
} {
  const acts: string[] = [];
  let ended: Proof | null = null;
  const waiting = new Set<(proof: Proof | null) => void>();
  const tree = {
    acts,
    waits: 0,
    census: (): Census => ({ state: "alive", members: [], newcomers: 0 }),
    end: (proof: Proof) => {
      ended = proof;
      for (const resolve of waiting) resolve(proof);
    },
    signal: (signal: SignalName) => {
      acts.push(signal);
      return true;
    },
    kill: () => acts.push("kill"),
    whenEmpty: () => {
      tree.waits++;
      let mine: (proof: Proof | null) => void = () => {};
      const empty = new Promise<Proof | null>((resolve) => {
        mine = resolve;
        if (ended !== null) resolve(ended);
        else waiting.add(resolve);
      });
      return {
        empty,
        cancel: () => {
          tree.waits--;
          mine(null);
        },
      };
    },
  };
  return tree;
}

const LADDER: Ladder = [
  { signal: "SIGINT", waitMs: 100 },
  { signal: "SIGTERM", waitMs: 100_000_000 },
  { kill: true, waitMs: 1_000 },
];

test("each rung has its time, and not a millisecond less", async () => {
  const [tree, clock, rungs] = [fakeTree(), fakeClock(), [] as string[]];
  const { end } = climb(tree, LADDER, clock, (signal) => rungs.push(signal));
  await clock.advance(99);
  assert.deepEqual(tree.acts, ["SIGINT"]);
  await clock.advance(1);
  assert.deepEqual(tree.acts, ["SIGINT", "SIGTERM"]);
  await clock.advance(99_999_999);
  assert.deepEqual(tree.acts, ["SIGINT", "SIGTERM"]);
  await clock.advance(1);
  assert.deepEqual(tree.acts, ["SIGINT", "SIGTERM", "kill"]);
  await clock.advance(1_000);
  assert.equal(await end, null, "nobody was left to climb to");
  assert.deepEqual(rungs, ["SIGINT", "SIGTERM", "SIGKILL"]);
  assert.deepEqual([clock.pending, tree.waits], [0, 0], "no timer and no wait stays");
});

test("an end of the tree ends the climb at once, with its proof, and calls the timer off", async () => {
  const [tree, clock] = [fakeTree(), fakeClock()];
  const { end } = climb(tree, LADDER, clock, () => {});
  await clock.advance(150);
  tree.end("stable-scan");
  assert.equal(await end, "stable-scan");
  assert.deepEqual(tree.acts, ["SIGINT", "SIGTERM"]);
  assert.deepEqual([clock.pending, tree.waits], [0, 0]);
});

test("another ladder is climbed from its first rung, in place of the rest", async () => {
  const [tree, clock] = [fakeTree(), fakeClock()];
  const { end, switchTo } = climb(tree, LADDER, clock, () => {});
  await clock.advance(100);
  switchTo([{ kill: true, waitMs: 50 }]);
  await clock.advance(0);
  assert.deepEqual(tree.acts, ["SIGINT", "SIGTERM", "kill"]);
  await clock.advance(50);
  assert.equal(await end, null);
});

for (const [what, census, rounds] of [
  ["newcomers still appear", { state: "alive", members: [], newcomers: 1 }, 10],
  ["nothing is certain", { state: "unsure" }, 10],
  ["the same few stay", { state: "alive", members: [], newcomers: 0 }, 1],
] as const) {
  test(`the kill rung lasts ${rounds} times its time while ${what}`, async () => {
    const [tree, clock] = [fakeTree(), fakeClock()];
    tree.census = () => census;
    let over = false;
    void climb(tree, [{ kill: true, waitMs: 1_000 }], clock, () => {}).end.then(() => (over = true));
    await clock.advance(rounds * 1_000 - 1);
    assert.equal(over, false);
    await clock.advance(1);
    assert.equal(over, true);
    assert.deepEqual(tree.acts, ["kill"], "it is one rung");
  });
}

test("the system's clock: Infinity waits for ever, a time over 2^31 ms does not fire at once, calling off works", async () => {
  const fired: string[] = [];
  const callOff = [
    systemClock.after(Infinity, () => fired.push("infinity")),
    systemClock.after(2 ** 31 + 5, () => fired.push("25 days")),
    systemClock.after(1, () => fired.push("called off")),
  ];
  callOff[2]?.();
  await new Promise<void>((resolve) => systemClock.after(5, resolve));
  assert.deepEqual(fired, []);
  for (const off of callOff) off();
});
