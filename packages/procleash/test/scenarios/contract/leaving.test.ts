// Promise (contract 11): leaving the loop early ends the program and all that it started, before the loop is behind us.
import assert from "node:assert/strict";
import test from "node:test";
import { ProcessRunner, ProcessSpec } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { identify, isAlive, token } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { pidsOf } from "../../support/reading.ts";

guardAgainstLeaks();
const runner = new ProcessRunner();
/** Its child needs 0.3 s after SIGTERM: whoever waits for less than the end of the tree finds it alive. */
const waiting = (name: string): ProcessSpec => ProcessSpec({ argv: program("child-ends-slowly.sh", token(name)) });

// The original's test runs `sleep 100`, which prints nothing: its loop never came to the break.
test("11: after a break, leader and child are gone", async () => {
  let tree: Identity[] = [];
  for await (const line of runner.run(waiting("break"))) {
    tree = pidsOf(line).map(identify);
    assert.deepEqual(tree.map(isAlive), [true, true]);
    break;
  }
  assert.deepEqual(tree.map(isAlive), [false, false]);
});

test("11: after a return out of the loop, leader and child are gone", async () => {
  const first = async (): Promise<Identity[]> => {
    for await (const line of runner.run(waiting("return"))) return pidsOf(line).map(identify);
    throw new Error("no line");
  };
  assert.deepEqual((await first()).map(isAlive), [false, false]);
});

test("11: after a throw in the loop, leader and child are gone, and the caller gets what was thrown", async () => {
  let tree: Identity[] = [];
  const own = new Error("the caller's own");
  await assert.rejects(
    async () => {
      for await (const line of runner.run(waiting("throw"))) {
        tree = pidsOf(line).map(identify);
        throw own;
      }
    },
    (error) => error === own,
  );
  assert.deepEqual(tree.map(isAlive), [false, false]);
});

test("11: leaving while the program writes without end stops it", async () => {
  let count = 0;
  for await (const _line of runner.run(ProcessSpec({ argv: program("writes-forever.mjs", token("endless")) }))) {
    if (++count === 10) break;
  }
  assert.equal(count, 10);
});

test("11: leaving ends also a tree that ignores SIGTERM", async () => {
  let tree: Identity[] = [];
  const impatient = new ProcessRunner({ termTimeout: 50, killTimeout: 10_000 });
  for await (const line of impatient.run(ProcessSpec({ argv: program("ignores-term.sh", token("stubborn")) }))) {
    tree = pidsOf(line).map(identify);
    break;
  }
  assert.deepEqual(tree.map(isAlive), [false, false]);
});

test("a loop that is never begun starts nothing", async () => {
  const lines = runner.run(waiting("never"));
  assert.equal(typeof lines[Symbol.asyncIterator], "function");
});
