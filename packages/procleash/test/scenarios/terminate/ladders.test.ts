// Promise 1: the ladder is the caller's, rung by rung; the kill at its end is ours if the caller gave none.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, start } from "../../../src/index.ts";
import type { Ladder, SignalName } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

const kill = { kill: true, waitMs: 20_000 } as const;
const ladders: Readonly<Record<string, readonly [Ladder, readonly SignalName[]]>> = {
  "signals and a kill": [
    [{ signal: "SIGINT", waitMs: 20 }, { signal: "SIGTERM", waitMs: 20 }, kill],
    ["SIGINT", "SIGTERM", "SIGKILL"],
  ],
  "signals without a kill": [
    [
      { signal: "SIGHUP", waitMs: 20 },
      { signal: "SIGQUIT", waitMs: 20 },
    ],
    ["SIGHUP", "SIGQUIT", "SIGKILL"],
  ],
  "a kill only": [[kill], ["SIGKILL"]],
  nothing: [[], ["SIGKILL"]],
  "a kill, then a signal": [[kill, { signal: "SIGTERM", waitMs: 0 }], ["SIGKILL"]],
  "rungs without any wait": [
    [
      { signal: "SIGTERM", waitMs: 0 },
      { signal: "SIGTERM", waitMs: 0 },
    ],
    ["SIGTERM", "SIGTERM", "SIGKILL"],
  ],
  "SIGKILL written as a signal": [[{ signal: "SIGKILL", waitMs: 20_000 }], ["SIGKILL"]],
};

for (const [name, [ladder, rungs]] of Object.entries(ladders)) {
  test(`a ladder of ${name} ends a tree that ignores what can be ignored: ${rungs.join(", ")}`, bound, async () => {
    const asOption = await grow(program("reports-signals.sh", token("option")), { ladder, killTimeout: 20_000 });
    const asArgument = await grow(program("reports-signals.sh", token("argument")), {
      termTimeout: NEVER,
      killTimeout: 20_000,
    });
    for (const ended of [asOption.job.stop(), asArgument.job.stop(ladder)])
      assert.deepEqual(assertProved(await ended).rungs, rungs);
    assertGone([...asOption.tree, ...asArgument.tree]);
  });
}

test("each rung reaches the program, and the one that works ends the climb", bound, async () => {
  const ladder: Ladder = [
    { signal: "SIGINT", waitMs: 400 },
    { signal: "SIGUSR1", waitMs: 400 },
    { signal: "SIGUSR2", waitMs: NEVER },
    kill,
  ];
  const { job, line } = await grow(program("reports-signals.sh", token("each")), { ladder });
  const stopped = job.stop();
  // SIGINT asks for the end, so a stopped program must be able to hear it; SIGUSR1 does not.
  for (const signal of ["SIGINT", "SIGCONT", "SIGUSR1", "SIGUSR2"]) assert.equal(await line(), `got ${signal}`);
  const outcome = assertProved(await stopped);
  assert.equal(ending(outcome), "exit 3");
  assert.deepEqual(outcome.rungs, ["SIGINT", "SIGUSR1", "SIGUSR2"]);
});

test("changing the array after it was given changes nothing", bound, async () => {
  const ladder: { signal: SignalName; waitMs: number }[] = [{ signal: "SIGUSR2", waitMs: NEVER }];
  const { job } = await grow(program("reports-signals.sh", token("changed")), { ladder });
  ladder.splice(0, 1, { signal: "SIGWINCH", waitMs: NEVER });
  assert.deepEqual(assertProved(await job.stop()).rungs, ["SIGUSR2"]);
});

test("a grace of Infinity waits for ever, and a stop with a kill ends it", bound, async () => {
  const { job, tree, line } = await grow(program("reports-signals.sh", token("infinity")), { termTimeout: Infinity });
  const stopped = job.stop();
  assert.equal(await line(), "got SIGTERM");
  void job.stop([kill]);
  assert.deepEqual(assertProved(await stopped).rungs, ["SIGTERM", "SIGKILL"]);
  assertGone(tree);
});

test("a ladder that can never be climbed is refused by stop(), and the run goes on unharmed", bound, async () => {
  const { job, tree } = await grow(program("prints-pids-then-waits.sh", token("refused")), { termTimeout: NEVER });
  const unusable: readonly unknown[] = [
    "SIGKILL",
    [{ signal: "SIGNOTHING", waitMs: 1 }],
    [{ signal: "SIGTERM" }],
    [null],
    [{ kill: true, waitMs: "soon" }],
  ];
  for (const ladder of unusable) {
    await assert.rejects(
      job.stop(ladder as Ladder),
      (error) => error instanceof LeashError && error.code === "INVALID_ARGUMENT",
    );
  }
  assert.deepEqual(assertProved(await job.stop()).rungs, ["SIGTERM"]);
  assertGone(tree);
});

test("a ladder option with a negative or missing time starts nothing", bound, async () => {
  for (const waitMs of [-1, NaN]) {
    const outcome = await start("true", [], { ladder: [{ signal: "SIGTERM", waitMs }] }).outcome;
    assert.equal(outcome.kind === "failed-to-start" && outcome.error.code, "INVALID_ARGUMENT");
  }
});
