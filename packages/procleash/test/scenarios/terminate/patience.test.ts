// Promise 3: whatever ends a run, it is over the moment its tree is empty, with a grace of 100,000 s on every clock.
import assert from "node:assert/strict";
import test from "node:test";
import { run } from "../../../src/index.ts";
import type { Job, StartOptions, StopReason } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();
const patient: StartOptions = { termTimeout: NEVER, killTimeout: NEVER, drainTimeout: NEVER, lingerTimeout: NEVER };

const ends: Readonly<Record<string, readonly [StopReason, (job: Job, abort: AbortController) => unknown]>> = {
  "stop()": ["stop", (job) => job.stop()],
  "stop() with a ladder": ["stop", (job) => job.stop([{ signal: "SIGTERM", waitMs: NEVER }])],
  "an abort": ["abort", (_job, abort) => abort.abort()],
  "the end of its scope": ["stop", (job) => job[Symbol.asyncDispose]()],
};

for (const [name, [reason, end]] of Object.entries(ends)) {
  test(`${name} returns as soon as the tree is empty`, bound, async () => {
    const abort = new AbortController();
    const { job, tree } = await grow(program("prints-pids-then-waits.sh", token(name)), {
      ...patient,
      signal: abort.signal,
    });
    await end(job, abort);
    const outcome = assertProved(await job.outcome);
    assertGone(tree);
    assert.equal(outcome.stop?.reason, reason);
    assert.deepEqual(outcome.rungs, ["SIGTERM"]);
  });
}

test("a timeout returns as soon as the tree is empty", bound, async () => {
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("timeout")), {
    ...patient,
    timeout: 1_000,
  });
  const outcome = assertProved(await job.outcome);
  assertGone(tree);
  assert.deepEqual(outcome.rungs, ["SIGTERM"]);
});

test("a program that ends by itself costs no grace at all", bound, async () => {
  const { outcome } = await run(...fixture("exits-with.sh", token("itself"), "0"), patient);
  assert.deepEqual(assertProved(outcome).rungs, []);
});

test(
  "a child that writes on after its leader's end: the run is over when the child is, not after the linger time",
  bound,
  async () => {
    const script = '(sleep 0.2; echo "late words") & echo "first words"';
    let rungs: readonly string[] = ["none yet"];
    // A machine that stands still in the moment between the child's last word and its end makes a leftover of it.
    for (let attempt = 0; attempt < 5 && rungs.length > 0; attempt++) {
      const { stdout, outcome } = await run("/bin/sh", ["-c", script, token("child")], patient);
      assert.equal(stdout, "first words\nlate words\n");
      ({ rungs } = assertProved(outcome));
    }
    assert.deepEqual(rungs, []);
  },
);
