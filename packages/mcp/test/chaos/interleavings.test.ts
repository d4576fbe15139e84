// Promise: whatever calls, cancels and ends come together, in whatever order: nothing is left, no answer is lost or doubled,
// and only messages are on stdout.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { token, waitUntil, withToken } from "../../../procleash/test/support/processes.ts";
import { random } from "../../../procleash/test/support/random.ts";
import type { Random } from "../../../procleash/test/support/random.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { program } from "../support/programs.ts";
import { called, spawnServer } from "../support/raw-server.ts";
import type { RawServer } from "../support/raw-server.ts";

guardAgainstLeaks();

/** More by hand, and before a release. */
const ROUNDS = Number(process.env["CHAOS_ROUNDS"] ?? 6);
const FIRST_SEED = Number(process.env["CHAOS_SEED"] ?? 1);

interface Round {
  readonly server: RawServer;
  readonly from: Random;
  readonly mark: string;
  /** What was asked and must be answered unless it is cancelled: it ends by itself, or is a mistake. */
  readonly finite: Set<number>;
  /** What only a cancel or the end of the server ends. */
  readonly endless: Set<number>;
  readonly cancelled: Set<number>;
  readonly jobs: string[];
}

const ACTS: readonly ((round: Round) => unknown)[] = [
  ({ server, finite }) => finite.add(server.sendCall("run", { shell: "echo $$; exit 3" })),
  ({ server, finite }) => finite.add(server.sendCall("list", {})),
  ({ server, finite }) => finite.add(server.sendCall("run", { argv: ["no-such-program-here"] })),
  ({ server, finite }) => finite.add(server.sendCall("output", { job: "j0-000000" })),
  ({ server, finite }) => finite.add(server.send("tools/list")),
  ({ server, finite }) => finite.add(server.send("no/such/method")),
  ({ server, finite }) => finite.add(server.sendCall("run", { shell: "seq 1 20000" })),
  ({ server, endless, mark }) => endless.add(server.sendCall("run", { argv: program("grows-nasty-tree.sh", mark) })),
  ({ server, endless, mark }) => endless.add(server.sendCall("run", { argv: program("ignores-term.sh", mark) })),
  ({ server, finite, mark }) =>
    finite.add(server.sendCall("run", { argv: program("prints-pids-then-waits.sh", mark), yieldMs: 0 })),
  async ({ server, finite, mark, jobs }) => {
    const id = server.sendCall("start", { argv: program("grows-nasty-tree.sh", mark) });
    finite.add(id);
    await server.answer(id).then(
      (answered) => jobs.push(called(answered).facts["job"] as string),
      () => undefined, // the server was ended meanwhile
    );
  },
  ({ server, finite, from, jobs }) =>
    jobs.length > 0 && finite.add(server.sendCall("stop", { job: from.pick(jobs), graceMs: from.below(30) })),
  ({ server, finite, from, jobs }) =>
    jobs.length > 0 &&
    finite.add(server.sendCall("output", { job: from.pick(jobs), pattern: "never", waitMs: from.below(100) })),
  cancelOne,
  cancelOne,
  cancelOne,
  ({ server }) => server.cancel(987_654),
  ({ from }) => sleep(from.below(40)),
  ({ from }) => sleep(from.below(40)),
];

function cancelOne({ server, from, finite, endless, cancelled }: Round): void {
  const known = [...finite, ...endless];
  if (known.length === 0) return;
  const id = from.pick(known);
  cancelled.add(id);
  server.cancel(id);
}

for (let seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
  test(`seed ${seed}`, { timeout: 120_000 }, async (t) => {
    const from = random(seed);
    const server = spawnServer();
    const mark = token(`chaos-${t.name}`);
    const round: Round = { server, from, mark, finite: new Set(), endless: new Set(), cancelled: new Set(), jobs: [] };
    const clientInfo = { name: "raw", version: "1" };
    round.finite.add(server.send("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo }));
    // Some end before they have begun.
    if (from.below(10) > 0) server.notify("notifications/initialized");
    const acts: unknown[] = [];
    for (let left = from.below(25); left > 0; left--) {
      const done = from.pick(ACTS)(round);
      if (from.below(3) === 0) await done;
      else acts.push(done);
    }
    const isCalm = from.below(2) === 0;
    if (isCalm) {
      for (const id of round.endless) {
        round.cancelled.add(id);
        server.cancel(id);
      }
      for (const id of round.finite) if (!round.cancelled.has(id)) await server.answer(id);
    }
    const end = from.pick(["stdin", "stdin", "SIGTERM", "SIGINT", "SIGKILL", "SIGKILL", "both"]);
    if (end === "stdin" || end === "both") server.endStdin();
    if (end === "both") await sleep(from.below(30));
    if (end !== "stdin") server.kill(end === "both" ? "SIGKILL" : (end as NodeJS.Signals));
    const { code, signal } = await server.ended;
    await Promise.all(acts);

    const shown = `seed ${seed}, ${isCalm ? "calm" : "sudden"} end by ${end} (${code ?? signal}); stderr: ${server.stderr()}`;
    assert.deepEqual(server.garbage, [], shown);
    const answers = server.messages.flatMap(({ id, method }) => (id === undefined || method !== undefined ? [] : [id]));
    assert.equal(new Set(answers).size, answers.length, `doubled; ${shown}`);
    for (const id of answers) assert.ok(round.finite.has(id) || round.endless.has(id), `nobody asked ${id}; ${shown}`);
    assert.ok(await waitUntil(() => withToken(mark).length === 0), `left behind; ${shown}`);
    if (end === "stdin") assert.equal(code, 0, shown);
    assert.ok(!/\bat .*:\d+:\d+/.test(server.stderr()), `an error that nobody handled; ${shown}`);
  });
}
