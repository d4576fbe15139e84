// Promise 5: what cannot work is refused before anything starts; what failed says why, with all that is known of it.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import process from "node:process";
import { LeashError, ProcessSpec, run, start } from "procleash";
import type { Job, Ladder, LeashErrorCode, SignalName, StartOptions } from "procleash";
import { holds } from "./support/cases.ts";
import { beating, grown, living, program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;
const SILENT = ["-e", "setTimeout(() => process.exit(9), 60000)"];

async function failureOf(promise: Promise<unknown>): Promise<LeashError> {
  const error: unknown = await promise.then(
    () => assert.fail("it did not fail"),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof LeashError, String(error));
  return error;
}

const THROWN: Readonly<Record<string, () => unknown>> = {
  "no program": () => start(undefined as unknown as string),
  "text instead of arguments": () => start(node, "text" as unknown as string[]),
  "a number among the arguments": () => start(node, ["a", 5 as unknown as string]),
  "an empty argv": () => ProcessSpec({ argv: [] as unknown as [string] }),
  "a NUL byte in a spec": () => ProcessSpec({ argv: [node, "\0"] }),
  "text as a timeout": () => start(node, [], { timeout: "30s" as unknown as number }),
  "an unknown word for leftovers": () => start(node, [], { leftovers: "kill" as "stop" }),
  "a stream as stdout": () => start(node, [], { stdout: process.stdout as unknown as "pipe" }),
  "a rung with a signal that Windows lacks": () => start(node, [], { ladder: [{ signal: "SIGUSR1", waitMs: 1 }] }),
};

const TOLD: Readonly<Record<string, readonly [ProcessSpec, StartOptions, RegExp]>> = {
  "a NUL byte in an argument": [{ argv: [node, "fine", "a\0b"] }, {}, /argument 2/],
  "a NUL byte in cwd": [{ argv: [node], cwd: "C:\\\0" }, {}, /cwd/],
  "a name in the environment with =": [{ argv: [node], env: { "A=B": "c" } }, {}, /"A=B"/],
  "an empty program": [{ argv: [""] }, {}, /empty/],
  "a time below zero": [{ argv: [node] }, { idleTimeout: -1 }, /idleTimeout/],
  "a foreground session": [{ argv: [node] }, { session: "foreground" }, /foreground/],
};

holds("a misuse is refused before anything starts, thrown at once or told by the job", async () => {
  for (const [what, call] of Object.entries(THROWN)) assert.throws(call, { code: "INVALID_ARGUMENT" }, what);
  for (const [what, [spec, options, says]] of Object.entries(TOLD)) {
    const outcome = await start(spec, { ...options, encoding: "utf8" }).outcome;
    assert.ok(outcome.kind === "failed-to-start", what);
    assert.match(outcome.error.message, says, what);
    if (what !== "a foreground session") assert.equal(outcome.error.code, "INVALID_ARGUMENT", what);
  }
  await assert.rejects(run(node, [5 as unknown as string]), { code: "INVALID_ARGUMENT" });
});

holds("a signal that Windows lacks is refused by kill() and stop(), and the run goes on", async () => {
  const folder = scratch();
  const job = start(node, [program("tree.mjs"), "0", folder]);
  await grown(folder);
  for (const name of ["SIGUSR1", "SIGSTOP", "SIGCONT", "TERM", ""] as SignalName[]) {
    assert.throws(() => job.kill(name), { code: "INVALID_ARGUMENT" }, name);
    const ladder: Ladder = [{ signal: name, waitMs: 1 }];
    await assert.rejects(job.stop(ladder), { code: "INVALID_ARGUMENT" }, name);
  }
  await living(folder, [0]);
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind === "signal" && outcome.rungs.join() === "SIGKILL", JSON.stringify(outcome));
});

holds("what failed has its result and its outcome attached, and its words are not in the message", async () => {
  const exited = await failureOf(
    run(node, ["-e", "console.log('out'); console.error('the reason'); process.exitCode = 9"]),
  );
  assert.equal(exited.code, "EXIT_CODE");
  assert.match(exited.message, /^Cannot complete ".*node\.exe": it exited with code 9/);
  assert.ok(!exited.message.includes("the reason"));
  const { stdout, stderr, exitCode, signal } = exited.result ?? {};
  assert.deepEqual([stdout, stderr, exitCode, signal], ["out\n", "the reason\n", 9, null]);
  assert.equal(exited.outcome?.kind, "exit");

  const abort = new AbortController();
  const script = "process.stdout.write('kept'); console.error('now'); setTimeout(() => process.exit(9), 60000)";
  const options = { signal: abort.signal, onStderr: () => abort.abort("enough"), ladder: [...AT_ONCE] };
  const aborted = await failureOf(run(node, ["-e", script], options));
  assert.deepEqual([aborted.name, aborted.code, aborted.cause], ["AbortError", "ABORTED", "enough"]);
  assert.deepEqual(
    [aborted.result?.stdout, aborted.result?.exitCode, aborted.result?.signal],
    ["kept", null, "SIGKILL"],
  );
});

holds("with reject: false the same is a result", async () => {
  const failed = await run(node, ["-e", "process.exit(3)"], { reject: false });
  assert.deepEqual([failed.exitCode, failed.signal, failed.outcome.kind], [3, null, "exit"]);
  const missing = await run("no-such-program-here", [], { reject: false });
  assert.deepEqual([missing.exitCode, missing.stdout, missing.outcome.kind], [null, "", "failed-to-start"]);
  const stopped = await run(node, SILENT, { reject: false, timeout: 1_000, ladder: [...AT_ONCE] });
  assert.equal(stopped.exitCode, null);
});

const READERS: Readonly<Record<string, (job: Job) => Promise<unknown>>> = {
  started: (job) => job.started,
  result: (job) => job.result,
  lines: (job) => job.lines().next(),
  rawLines: (job) => job.rawLines("stderr").next(),
  bytes: (job) => job.bytes().next(),
  events: (job) => job.events().next(),
};

holds("every way to a run that could not start tells the same", async () => {
  for (const [name, read] of Object.entries(READERS)) {
    const job = start("no-such-program-here");
    const error = await failureOf(read(job));
    assert.equal(error.code, "PROGRAM_NOT_FOUND", name);
    assert.match(error.message, /^Cannot start "no-such-program-here": /);
    assert.deepEqual([job.pid, job.kill("SIGKILL"), (await job.stop()).kind], [undefined, false, "failed-to-start"]);
  }
});

holds("a killed warden ends its tree, is told, and proves nothing; a neighbour's goes on", async () => {
  const [folder, other] = [scratch(), scratch()];
  const neighbour = start(node, [program("tree.mjs"), "0", other]);
  // The parent of the program is its warden.
  const script = `console.log(process.ppid); process.argv.splice(1, 0, "-"); import(${JSON.stringify(`file:///${program("tree.mjs").replaceAll("\\", "/")}`)})`;
  const job = start(node, ["-e", script, "2", folder]);
  const lines = job.lines();
  const warden = Number((await lines.next()).value);
  await Promise.all([grown(folder), grown(other)]);
  await living(folder, [0, 1, 2]);
  assert.ok(warden > 0 && warden !== process.pid && warden !== job.pid, `${warden}`);
  process.kill(warden, "SIGKILL");
  const outcome = await job.outcome;
  assert.ok(outcome.kind !== "failed-to-start", JSON.stringify(outcome));
  assert.deepEqual([outcome.stop, outcome.tree.proof], [{ reason: "containment-lost" }, "unverified"]);
  await assert.rejects(job.result, { code: "CONTAINMENT_LOST" });
  assert.ok(await silent(folder));
  await living(other, [0]);
  await neighbour.stop(AT_ONCE);
  assert.deepEqual(await beating(other, [0]), []);
});

holds("however runs end, nothing stays on a signal that they share", async () => {
  const { signal } = new AbortController();
  const code = async (promise: Promise<unknown>): Promise<LeashErrorCode> => (await failureOf(promise)).code;
  const codes = await Promise.all([
    code(run(node, ["-e", "process.exit(3)"], { signal })),
    code(run("no-such-program-here", [], { signal })),
    code(run(node, [], { signal, cwd: "Z:\\no-such-folder" })),
    code(run(node, ["\0"], { signal })),
    code(run(node, ["x".repeat(40_000)], { signal })),
    code(run(node, SILENT, { signal, timeout: 1_000, ladder: [...AT_ONCE] })),
  ]);
  assert.deepEqual(codes, [
    "EXIT_CODE",
    "PROGRAM_NOT_FOUND",
    "BAD_CWD",
    "INVALID_ARGUMENT",
    "ARGUMENTS_TOO_LONG",
    "TIMEOUT",
  ]);
  await start(node, SILENT, { signal }).stop(AT_ONCE);
  for await (const _line of start(node, ["-v"], { signal })) break;
  assert.equal(getEventListeners(signal, "abort").length, 0);
});
