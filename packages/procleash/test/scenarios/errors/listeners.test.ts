// Promise 5: however runs end, nothing stays on a signal that they share, and nobody is warned of it.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import test from "node:test";
import { LeashError, ProcessRunner, run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { collect } from "../../support/reading.ts";
import { assertGone, grow } from "../../support/trees.ts";

guardAgainstLeaks();
const bound = { timeout: 540_000 };

type Ending = (signal: AbortSignal, name: string) => Promise<unknown>;
const code =
  (wanted: string) =>
  (error: unknown): void =>
    assert.ok(error instanceof LeashError && error.code === wanted, String(error));

const resolved = (): never => assert.fail("resolved, but should have been rejected");

/** Ten ways to end, and what each must give. */
const endings: Readonly<Record<string, Ending>> = {
  "exits 0": (signal, name) => run(...fixture("exits-with.sh", name, "0"), { signal }),
  "exits 3": (signal, name) =>
    run(...fixture("exits-with.sh", name, "3"), { signal }).then(resolved, code("EXIT_CODE")),
  "is not found": (signal, name) =>
    run("no-such-program-anywhere", [name], { signal }).then(resolved, code("PROGRAM_NOT_FOUND")),
  "has no directory": (signal) =>
    run("true", [], { signal, cwd: "/no/such/directory" }).then(resolved, code("BAD_CWD")),
  "has an impossible argument": (signal) => run("true", ["\0"], { signal }).then(resolved, code("INVALID_ARGUMENT")),
  "is too long": (signal) =>
    run("true", ["x".repeat(8_000_000)], { signal }).then(resolved, code("ARGUMENTS_TOO_LONG")),
  "is stopped": (signal) => start("sleep", ["30"], { signal }).stop(),
  "is timed out": (signal) => run("sleep", ["30"], { signal, timeout: 1 }).then(resolved, code("TIMEOUT")),
  "is left by its reader": async (signal, name) => {
    for await (const _line of new ProcessRunner().run({ argv: program("prints-pids-then-waits.sh", name) }, { signal }))
      break;
  },
  "is read to its end": (signal, name) => collect(start(...fixture("exits-with.sh", name, "0"), { signal })),
};

test(
  "1,000 runs with ten kinds of ending share one signal, eight side by side: no listener is left",
  bound,
  async () => {
    const { signal } = new AbortController();
    const all = Array.from({ length: 100 }, () => Object.values(endings)).flat();
    const rest = all.entries();
    const lane = async (): Promise<void> => {
      for (const [i, ending] of rest) await ending(signal, token(`mixed-${i}`));
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    assert.equal(getEventListeners(signal, "abort").length, 0);
  },
);

test("aborted runs leave no listener either, also those that come after the abort", bound, async () => {
  const abort = new AbortController();
  const { signal } = abort;
  const grown = await Promise.all(
    Array.from({ length: 20 }, (_, i) => grow(program("prints-pids-then-waits.sh", token(`abort-${i}`)), { signal })),
  );
  abort.abort();
  const late = Array.from({ length: 20 }, () => run("true", [], { signal }).then(resolved, code("ABORTED")));
  await Promise.all([...late, ...grown.map(({ job }) => job.result.then(resolved, code("ABORTED")))]);
  assertGone(grown.flatMap(({ tree }) => tree));
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("many runs side by side on one signal raise no MaxListenersExceededWarning", bound, async () => {
  const warnings: string[] = [];
  const collectWarning = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", collectWarning);
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 40 }, () => run("sleep", ["0.2"], { signal })));
  await new Promise(setImmediate);
  process.off("warning", collectWarning);
  assert.deepEqual(warnings, []);
});
