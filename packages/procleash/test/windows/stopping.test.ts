// Promises 1 and 3: whatever ends a run ends its tree, once, and the outcome says why and how.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import process from "node:process";
import { run, start } from "procleash";
import type { Job, LeashErrorCode, Outcome, StartOptions, StopReason } from "procleash";
import { holds } from "./support/cases.ts";
import { beating, grown, program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const NEVER = 100_000_000;
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;
/** Does not end by CTRL_BREAK. */
const STUBBORN = [
  "-e",
  "process.on('SIGBREAK', () => {}); setTimeout(() => process.exit(9), 60000); console.log('ready')",
];
const SILENT = ["-e", "setTimeout(() => process.exit(9), 60000)"];

type Started = Exclude<Outcome, { kind: "failed-to-start" }>;

function started(outcome: Outcome): Started {
  assert.ok(outcome.kind !== "failed-to-start", JSON.stringify(outcome));
  return outcome;
}

/** Of a program that was ended by force, with everything that it had started. */
function proved(outcome: Outcome): Started {
  const { kind, tree } = started(outcome);
  assert.deepEqual([kind, tree.proof, tree.survivors], ["signal", "job-empty", []]);
  return started(outcome);
}

async function ready(options: StartOptions = {}): Promise<Job> {
  const job = start(node, STUBBORN, { ...options, encoding: "utf8" });
  assert.equal((await job.lines().next()).value, "ready");
  return job;
}

async function grow(options: StartOptions = {}): Promise<{ job: Job; folder: string }> {
  const folder = scratch();
  const job = start(node, [program("tree.mjs"), "2", folder], { ladder: [...AT_ONCE], ...options, encoding: "utf8" });
  await grown(folder);
  return { job, folder };
}

holds("a stop is one, however often it is called, and after the end it only tells", async () => {
  const { job, folder } = await grow();
  const [first, second] = await Promise.all([job.stop(), job.stop()]);
  assert.deepEqual(await beating(folder), []);
  assert.deepEqual([first === second, await job.outcome, await job.stop(AT_ONCE)], [true, first, first]);
  assert.deepEqual([proved(first).stop, proved(first).rungs], [{ reason: "stop" }, ["SIGKILL"]]);
  await assert.rejects(job.result, { code: "STOPPED" });
  const over = start(node, ["-e", "process.exit(3)"]);
  const outcome = await over.outcome;
  assert.equal(await over.stop(), outcome);
  assert.equal(started(outcome).stop, null);
});

holds("a stop with another ladder hastens the one that waits, and the first reason stays", async () => {
  const abort = new AbortController();
  const job = await ready({ signal: abort.signal });
  const first = job.stop([{ signal: "SIGTERM", waitMs: NEVER }]);
  abort.abort(new Error("too late to be the reason"));
  const outcome = proved(await job.stop(AT_ONCE));
  assert.equal(await first, outcome);
  assert.deepEqual([outcome.stop, outcome.rungs], [{ reason: "stop" }, ["SIGTERM", "SIGKILL"]]);
});

holds("a ladder of one's own is climbed rung by rung, and a kill is its end", async () => {
  const job = await ready({
    ladder: [
      { signal: "SIGINT", waitMs: 100 },
      { signal: "SIGHUP", waitMs: 100 },
    ],
  });
  assert.deepEqual(proved(await job.stop()).rungs, ["SIGINT", "SIGHUP", "SIGKILL"]);
});

holds(
  "each rung is heard",
  async () => {
    const script =
      "process.on('SIGBREAK', () => console.log('heard')); setTimeout(() => process.exit(9), 60000); console.log('ready')";
    const job = start(node, ["-e", script]);
    const lines = job.lines();
    assert.equal((await lines.next()).value, "ready");
    const stopped = job.stop([{ signal: "SIGTERM", waitMs: NEVER }]);
    assert.equal((await lines.next()).value, "heard");
    const again = job.stop([{ signal: "SIGINT", waitMs: NEVER }]);
    assert.equal((await lines.next()).value, "heard");
    await job.stop(AT_ONCE);
    assert.equal(await again, await stopped);
    assert.deepEqual(proved(await stopped).rungs, ["SIGTERM", "SIGINT", "SIGKILL"]);
  },
  "CTRL_BREAK",
);

holds('after kill("SIGKILL") the tree is gone, and it is no stop of ours; after the end it is false', async () => {
  // Who waits for leftovers would wait for those that it has missed.
  const { job, folder } = await grow({ leftovers: "wait" });
  assert.equal(job.kill("SIGKILL"), true);
  const outcome = proved(await job.outcome);
  assert.deepEqual(await beating(folder), []);
  assert.ok(outcome.kind === "signal" && outcome.signal === "SIGKILL");
  assert.equal(outcome.stop, null);
  await assert.rejects(job.result, { code: "SIGNALLED" });
  assert.deepEqual([job.kill(), job.kill("SIGKILL")], [false, false]);
  const early = start(node, SILENT);
  assert.equal(early.kill("SIGKILL"), true);
  proved(await early.outcome);
});

holds("the end of the scope that owns a job is the end of its tree", async () => {
  const { job, folder } = await grow();
  const reading = job.lines().next();
  await job[Symbol.asyncDispose]();
  assert.deepEqual(await beating(folder), []);
  assert.deepEqual(proved(await job.outcome).stop, { reason: "stop" });
  await reading;
  await job[Symbol.asyncDispose]();
  await start("no-such-program-here")[Symbol.asyncDispose]();
  const early = start(node, SILENT, { ladder: [...AT_ONCE] });
  await early[Symbol.asyncDispose]();
  await assert.rejects(early.result, { code: "STOPPED" });
});

const DOORS: Readonly<Record<string, (job: Job) => Promise<unknown>>> = {
  break: async (job) => {
    for await (const _line of job) break;
  },
  "a throw": async (job) => {
    for await (const _lines of job.batches()) throw new Error("the caller's own");
  },
  "return() while next() waits": async (job) => {
    const lines = job.rawLines();
    await lines.next();
    const next = lines.next();
    await lines.return?.();
    assert.deepEqual(await next, { done: true, value: undefined });
  },
};

holds(`who leaves a loop has waited for the end of the tree: by ${Object.keys(DOORS).join(", ")}`, async () => {
  for (const [door, leave] of Object.entries(DOORS)) {
    const { job, folder } = await grow();
    await leave(job).catch((error: unknown) => assert.match(String(error), /the caller's own/));
    assert.deepEqual(await beating(folder), [], door);
    assert.deepEqual(proved(await job.outcome).stop, { reason: "left-loop" }, door);
  }
});

const LIMITS: readonly (readonly [StartOptions, StopReason, LeashErrorCode])[] = [
  [{ idleTimeout: 400 }, "idle-timeout", "IDLE_TIMEOUT"],
  [{ firstOutputTimeout: 400 }, "first-output-timeout", "FIRST_OUTPUT_TIMEOUT"],
  [{ timeout: 400, idleTimeout: NEVER, firstOutputTimeout: NEVER }, "timeout", "TIMEOUT"],
];

holds(`silence is ended by each limit: ${LIMITS.map(([, , code]) => code).join(", ")}`, async () => {
  for (const [limit, reason, code] of LIMITS) {
    const job = start(node, SILENT, { ...limit, ladder: [...AT_ONCE], encoding: "utf8" });
    await assert.rejects(job.result, { code });
    const outcome = await job.outcome;
    // On a slow machine the start itself may have taken as long.
    if (outcome.kind !== "failed-to-start") assert.deepEqual(outcome.stop, { reason, afterMs: 400 });
  }
  const { outcome } = await run(node, ["-v"], { timeout: NEVER, idleTimeout: NEVER, firstOutputTimeout: NEVER });
  assert.equal(started(outcome).stop, null);
});

holds("a signal that is aborted already starts nothing, and every promise says so", async () => {
  const folder = scratch();
  const job = start(node, [program("tree.mjs"), "1", folder], { signal: AbortSignal.abort("no") });
  const wanted = { name: "AbortError", code: "ABORTED", cause: "no" };
  for (const promise of [job.started, job.lines().next(), job.result]) await assert.rejects(promise, wanted);
  assert.deepEqual([(await job.outcome).kind, job.pid, await beating(folder)], ["failed-to-start", undefined, []]);
});

holds(
  "an abort in the tick of the start, in the next one, and of a grown tree: its reason is told, nothing is left",
  async () => {
    for (const when of ["at once", "next tick"]) {
      const [folder, abort] = [scratch(), new AbortController()];
      const job = start(node, [program("tree.mjs"), "1", folder], { signal: abort.signal, ladder: [...AT_ONCE] });
      if (when === "at once") abort.abort(when);
      else process.nextTick(() => abort.abort(when));
      await assert.rejects(job.result, { name: "AbortError", cause: when });
      assert.ok(await silent(folder));
    }
    const [abort, reason] = [new AbortController(), new Error("the user pressed stop")];
    const { job, folder } = await grow({ signal: abort.signal });
    abort.abort(reason);
    await assert.rejects(job.result, { name: "AbortError", cause: reason });
    assert.deepEqual(await beating(folder), []);
    assert.deepEqual(proved(await job.outcome).stop, { reason: "abort", cause: reason });
    assert.equal(getEventListeners(abort.signal, "abort").length, 0);
  },
);
