// Promise (contract 12, 22, 26-33): cancelling ends the tree first and rejects then, and leaves nothing for the next run.
import assert from "node:assert/strict";
import test from "node:test";
import { ProcessRunner, ProcessSpec, runProcess } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { identify, isAlive, token } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { collect, pidsOf, text } from "../../support/reading.ts";

guardAgainstLeaks();
const runner = new ProcessRunner();
const isAbort = { name: "AbortError", code: "ABORTED" };

/**
 * Runs a program that prints its pids and waits; aborts at its first line unless told otherwise. Its child outlives leader
 * and pipes by 0.3 s: a rejection that comes with the end of the output is too early.
 */
async function cancelled(
  name: string,
  abort: AbortController,
  onTree?: (tree: Identity[]) => void,
): Promise<Identity[]> {
  const spec = ProcessSpec({ argv: program("child-ends-slowly.sh", token(name)) });
  let tree: Identity[] = [];
  await assert.rejects(async () => {
    for await (const line of runner.run(spec, { signal: abort.signal })) {
      tree = pidsOf(line).map(identify);
      if (onTree === undefined) abort.abort();
      else onTree(tree);
    }
  }, isAbort);
  assert.deepEqual(tree.map(isAlive), [false, false]);
  return tree;
}

test("12, 26, 29: cancelling rejects with AbortError, and by then leader and child are gone", async () => {
  await cancelled("c12", new AbortController());
});

test("12: cancelling while the program is silent ends it: the original looked only when a line came", async () => {
  const abort = new AbortController();
  await cancelled("silent", abort, () => void setImmediate(() => abort.abort()));
});

test("the reason of the abort is the cause of the error", async () => {
  const abort = new AbortController();
  const reason = new Error("user pressed stop");
  const spec = ProcessSpec({ argv: program("prints-pids-then-waits.sh", token("reason")) });
  await assert.rejects(
    async () => {
      for await (const _line of runner.run(spec, { signal: abort.signal })) abort.abort(reason);
    },
    { ...isAbort, cause: reason },
  );
});

test("22: cancelling in the loop stops the iteration of an endless program", async () => {
  const abort = new AbortController();
  const spec = ProcessSpec({ argv: program("writes-forever.mjs", token("c22")) });
  const received: string[] = [];
  await assert.rejects(async () => {
    for await (const line of runner.run(spec, { signal: abort.signal })) {
      received.push(text(line));
      if (received.length === 3) abort.abort();
      // What the program wrote before it was stopped still arrives: at most what pipe and reader held, never endless.
      assert.ok(received.length < 100_000);
    }
  }, isAbort);
  assert.ok(received.length >= 3);
  received.forEach((line, i) => assert.equal(line, `${String(i).padStart(63, "0")}\n`));
});

test("cancelling twice, and while it cleans up, still cleans up", async () => {
  const abort = new AbortController();
  const spec = ProcessSpec({ argv: program("traps-term-exits-17.sh", token("twice"), "1") });
  let leader: Identity | undefined;
  await assert.rejects(async () => {
    for await (const line of runner.run(spec, { signal: abort.signal })) {
      if (text(line) !== "bye\n") leader = identify(pidsOf(line)[0] ?? 0);
      abort.abort();
      setImmediate(() => abort.abort());
    }
  }, isAbort);
  assert.ok(leader !== undefined && !isAlive(leader));
});

test("27, 33: the same runner runs again after a cancel, with nothing of the old run", async () => {
  const spec = ProcessSpec({ argv: ["/bin/echo", "again"] });
  await cancelled("c27", new AbortController());
  assert.deepEqual((await collect(runner.run(spec))).map(text), ["again\n"]);
});

test("30: cancelling one of two runs side by side does not disturb the other", async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const trees: Identity[][] = [];
  let bothSeen = (): void => {};
  const both = new Promise<void>((resolve) => (bothSeen = resolve));
  const seen = (tree: Identity[]): void => {
    trees.push(tree);
    if (trees.length === 2) bothSeen();
  };
  let secondOver = false;
  const runs = [cancelled("first", first, seen), cancelled("second", second, seen).finally(() => (secondOver = true))];
  await both;
  first.abort();
  await runs[0];
  const other = trees.find((tree) => tree.some(isAlive));
  assert.deepEqual(other?.map(isAlive), [true, true]);
  assert.equal(secondOver, false);
  second.abort();
  await Promise.all(runs);
});

test("31: the pids are gone when the rejection arrives, with a grace of 100,000 s", async () => {
  const patient = new ProcessRunner({ termTimeout: 100_000_000 });
  const abort = new AbortController();
  const spec = ProcessSpec({ argv: program("prints-pids-then-waits.sh", token("c31")) });
  let tree: Identity[] = [];
  await assert.rejects(async () => {
    for await (const line of patient.run(spec, { signal: abort.signal })) {
      tree = pidsOf(line).map(identify);
      abort.abort();
    }
  }, isAbort);
  assert.deepEqual(tree.map(isAlive), [false, false]);
});

test("32: three rounds of run and cancel leave no orphan", async () => {
  for (let round = 0; round < 3; round++) await cancelled(`round ${round}`, new AbortController());
});

test("29: a cancelled runProcess() rejects with AbortError, too, and by then leader and child are gone", async () => {
  const abort = new AbortController();
  const spec = ProcessSpec({ argv: ["/bin/sh", "-c", 'echo "pids $$" >&2; sleep 30; :', token("c29")] });
  let tree: Identity[] = [];
  const onStderr = (line: Uint8Array): void => {
    tree = pidsOf(line).map(identify);
    abort.abort();
  };
  await assert.rejects(runProcess(spec, { signal: abort.signal, onStderr }), isAbort);
  assert.deepEqual(tree.map(isAlive), [false]);
});

test("a signal that is aborted already starts nothing", async () => {
  const spec = ProcessSpec({ argv: program("prints-pids-then-waits.sh", token("already")) });
  await assert.rejects(collect(runner.run(spec, { signal: AbortSignal.abort("no") })), { ...isAbort, cause: "no" });
});
