// Promise 1: an abort at any moment of a run's life, start-up and clean-up included, leaves nothing behind and hangs nothing.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LeashError, start } from "../../../src/index.ts";
import type { StartOptions } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token, withToken } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { random } from "../../support/random.ts";
import { ending, proof, started } from "../../support/trees.ts";

guardAgainstLeaks();

/** More of them, and other moments, for a soak: PROCLEASH_TEST_RUNS=5000 PROCLEASH_TEST_SEED=7. */
const RUNS = Number(process.env["PROCLEASH_TEST_RUNS"] ?? 200);
const SEED = Number(process.env["PROCLEASH_TEST_SEED"] ?? 20_260);

const programs = [
  ["prints-pids-then-waits.sh"],
  ["grows-nasty-tree.sh"],
  ["leaves-silent-child.sh"],
  ["leaves-child-holding-output.sh"],
  ["runs-away.sh", "double-fork", "0"],
  ["exits-with.sh", "0"],
] as const;

const WAITING: ReadonlySet<string> = new Set(["prints-pids-then-waits.sh", "grows-nasty-tree.sh"]);

test(`${RUNS} aborts at random moments (seed ${SEED})`, { timeout: 30_000 + RUNS * 1_000 }, async () => {
  const from = random(SEED);
  const options: StartOptions = { termTimeout: 10, killTimeout: 20_000, lingerTimeout: 30 };
  const tokens = new Set<string>();
  for (let i = 0; i < RUNS; i++) {
    const [name, ...args] = from.pick(programs);
    const [file, argv] = fixture(name, token(`at-${i}`), ...args);
    const moment = from.below(30);
    const what = `seed ${SEED}, run ${i}: ${name} ${args.join(" ")}, aborted after ${moment} ms`;
    tokens.add(token(`at-${i}`));

    const abort = new AbortController();
    const job = start(file, argv, { ...options, signal: abort.signal });
    // A whole number of milliseconds, or a turn of the loop, or none.
    if (moment > 1) await sleep(moment - 1);
    else if (moment === 1) await new Promise(setImmediate);
    abort.abort(what);

    const error: unknown = await job.result.then(
      () => null,
      (caught: unknown) => caught,
    );
    assert.deepEqual(
      withToken(token(`at-${i}`)).filter(({ pid }) => pid !== process.pid),
      [],
      what,
    );
    // It may have come after the end of a short program; an abort that came before is never success.
    if (error === null) continue;
    assert.ok(error instanceof LeashError && error.name === "AbortError", `${what}: ${String(error)}`);
    const outcome = await job.outcome;
    if (outcome.kind === "failed-to-start") continue;
    assert.equal(outcome.stop?.reason, "abort", what);
    // Those that wait would do so for 30 s.
    if (WAITING.has(name)) assert.notEqual(ending(outcome), "exit 0", what);
    assert.deepEqual(started(outcome).tree.survivors, [], what);
    assert.equal(outcome.tree.proof, proof, what);
  }
  // Once more at the end, for what came up late.
  assert.deepEqual(
    [...tokens].flatMap((name) => withToken(name)),
    [],
  );
});
