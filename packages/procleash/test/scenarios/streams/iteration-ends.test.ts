// Promise: an iteration ends with its run: after every line that came, and with the error of a run that was interrupted.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { identify, isAlive, token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { collect, pidsOf } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const KINDS = ["lines", "rawLines", "bytes", "batches", "rawBatches", "events"] as const;

for (const kind of KINDS) {
  test(
    `${kind}(): a program that cannot be started rejects the first next(), then the iteration is over`,
    bound,
    async () => {
      const iterator: AsyncIterator<unknown> = start("/nonexistent/program")[kind]();
      await assert.rejects(iterator.next(), { code: "PROGRAM_NOT_FOUND" });
      assert.deepEqual(await iterator.next(), { done: true, value: undefined });
    },
  );

  test(`${kind}(): a non-zero exit, and a foreign signal, are not its business`, bound, async () => {
    const exited = start("sh", ["-c", "echo a; exit 3", token(kind)]);
    assert.ok((await collect<unknown>(exited[kind]())).length > 0);
    const killed = start("sh", ["-c", "echo a; kill -KILL $$", token(kind)]);
    assert.ok((await collect<unknown>(killed[kind]())).length > 0);
    const outcome = await killed.outcome;
    assert.ok(outcome.kind === "signal" && outcome.signal === "SIGKILL" && outcome.stop === null);
  });
}

test(
  "an abort: every line before it is delivered, also one without its newline, then AbortError; the tree is gone",
  bound,
  async () => {
    const abort = new AbortController();
    const job = start("sh", ["-c", 'echo "pids $$"; printf half; echo go >&2; sleep 30; :', token("abort")], {
      signal: abort.signal,
      onStderr: () => abort.abort(),
    });
    const received: string[] = [];
    await assert.rejects(
      async () => {
        for await (const line of job.lines()) received.push(line);
      },
      { name: "AbortError" },
    );
    assert.deepEqual([received.length, received[1]], [2, "half"]);
    assert.deepEqual((await job.outcome).kind, "signal");
    assert.equal(received[0], `pids ${job.pid}`);
  },
);

for (const [option, code] of [
  ["timeout", "TIMEOUT"],
  ["idleTimeout", "IDLE_TIMEOUT"],
] as const) {
  test(
    `${option}: the lines before it are delivered, then ${code}, which has the outcome attached`,
    bound,
    async () => {
      const job = start(...fixture("prints-pids-then-waits.sh", token(option)), { [option]: 400 });
      let pids: number[] = [];
      await assert.rejects(
        async () => {
          for await (const line of job.lines()) pids = pidsOf(line);
        },
        (error) => {
          assert.ok(error instanceof LeashError && error.code === code);
          assert.ok(error.outcome !== undefined && error.outcome.kind !== "failed-to-start");
          assert.match(error.message, /400/);
          return true;
        },
      );
      assert.equal(pids.length, 2);
    },
  );
}

test("firstOutputTimeout: no output came", bound, async () => {
  const job = start("sh", ["-c", "sleep 30; :", token("first")], { firstOutputTimeout: 200 });
  await assert.rejects(collect(job.lines()), { code: "FIRST_OUTPUT_TIMEOUT" });
});

test("firstOutputTimeout and idleTimeout look at what the program wrote, also where nobody reads", bound, async () => {
  const job = start("sh", ["-c", "echo written; sleep 1; :", token("unread")], { firstOutputTimeout: 500 });
  const outcome = await job.outcome;
  assert.ok(outcome.kind === "exit" && outcome.stop === null);
  const silent = await start("sh", ["-c", "sleep 30; :", token("silent")], { idleTimeout: 200 }).outcome;
  assert.ok(silent.kind !== "failed-to-start" && silent.stop?.reason === "idle-timeout");
});

test("stop() ends an iteration without an error, after the lines that came", bound, async () => {
  const job = start(...fixture("prints-pids-then-waits.sh", token("stop")));
  const lines: string[] = [];
  let alive: boolean[] = [];
  for await (const line of job.lines()) {
    lines.push(line);
    const tree = pidsOf(line).map(identify);
    await job.stop();
    alive = tree.map(isAlive);
  }
  assert.equal(lines.length, 1);
  assert.deepEqual(alive, [false, false]);
});

test(
  "a program that closes its output and lives on: the iteration ends with the program, not before",
  bound,
  async () => {
    const job = start("sh", ["-c", "echo a; exec >&- 2>&-; sleep 0.3; exit 3", token("closes")]);
    assert.deepEqual(await collect(job.lines()), ["a"]);
    const { pid } = job;
    const outcome = await job.outcome;
    assert.ok(outcome.kind === "exit" && outcome.code === 3 && outcome.output === "complete" && outcome.pid === pid);
  },
);

test("a host that is busy for longer than drainTimeout loses nothing", bound, async () => {
  // Timers run before the pipes are looked at: a limit that was set by the clock alone would give up unread bytes.
  const busy = setInterval(() => {
    for (const end = performance.now() + 150; performance.now() < end;);
  }, 0);
  try {
    for (const drainTimeout of [0, 100]) {
      const job = start(...fixture("writes-bytes.mjs", token("busy"), "65536", "stdout", "x"), { drainTimeout });
      assert.equal((await job.outcome).kind, "exit");
      const chunks = await collect(job.bytes());
      assert.equal(
        chunks.reduce((sum, chunk) => sum + chunk.length, 0),
        65_536,
      );
    }
  } finally {
    clearInterval(busy);
  }
});

test("a reader that is slower than the program, and busy between two chunks, loses nothing", bound, async () => {
  const job = start(...fixture("writes-bytes.mjs", token("busy reader"), "1000000", "stdout", "x"));
  let count = 0;
  for await (const chunk of job.bytes()) {
    count += chunk.length;
    for (const end = performance.now() + 120; performance.now() < end;);
  }
  assert.equal(count, 1_000_000);
});
