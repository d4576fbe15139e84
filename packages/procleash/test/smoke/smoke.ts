/**
 * The promises in small, over the built package and without a test runner: for runtimes that run no `node:test` suite (Bun,
 * Deno). Prints `N passed, N failed` last, and exits with 1 if anything failed.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type * as Procleash from "../../src/index.ts";

const entrance = new URL("../../dist/index.js", import.meta.url).href;
const { run, start, LeashError } = (await import(entrance)) as typeof Procleash;
const TOKEN = `smoke-${process.pid}`;

/** Zombies are dead. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid); tries++) {
    assert.ok(tries < 2_000, `process ${pid} is still alive`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "resolved",
    (error: unknown) => (error instanceof LeashError ? error.code : String(error)),
  );
}

if (process.argv[2] === "host") {
  const job = start("sh", ["-c", `trap '' TERM; setsid sleep 60 & echo $$ $!; sleep 60; : ${TOKEN}`]);
  for await (const line of job) console.log(line);
}

const cases: Readonly<Record<string, () => Promise<void>>> = {
  "run() collects": async () => {
    const { stdout, stderr, exitCode, outcome } = await run("sh", ["-c", "printf 'o€'; echo e >&2"]);
    assert.deepEqual([stdout, stderr, exitCode, outcome.kind], ["o€", "e\n", 0, "exit"]);
  },
  "bytes stay bytes": async () => {
    const { stdout } = await run("head", ["-c", "1000000", "/dev/zero"], { encoding: "bytes" });
    assert.equal(stdout.length, 1_000_000);
  },
  "stdin goes through": async () => {
    const text = "line\n".repeat(400_000);
    assert.equal((await run("cat", [], { stdin: text })).stdout, text);
  },
  "lines() gives every line": async () => {
    let count = 0;
    for await (const line of start("seq", ["50000"]).lines()) assert.equal(line, String(++count));
    assert.equal(count, 50_000);
  },
  "an exit code rejects": async () => assert.equal(await codeOf(run("sh", ["-c", "exit 3"])), "EXIT_CODE"),
  "a missing program is told": async () => assert.equal(await codeOf(run("no-such-program")), "PROGRAM_NOT_FOUND"),
  "a bad cwd is told": async () => assert.equal(await codeOf(run("true", [], { cwd: "/nowhere" })), "BAD_CWD"),
  "a timeout stops": async () => assert.equal(await codeOf(run("sleep", ["60"], { timeout: 50 })), "TIMEOUT"),
  "an abort stops": async () =>
    assert.equal(await codeOf(run("sleep", ["60"], { signal: AbortSignal.timeout(50) })), "ABORTED"),
  "stop() ends a tree that ignores SIGTERM and has left the session": async () => {
    const job = start("sh", ["-c", `trap '' TERM; setsid sleep 60 & echo $!; sleep 60; : ${TOKEN}`], {
      termTimeout: 50,
    });
    const pid = Number((await job.lines().next()).value);
    const outcome = await job.stop();
    assert.ok(outcome.kind !== "failed-to-start" && outcome.tree.survivors.length === 0);
    assert.equal(isAlive(pid), false);
  },
  "one guardian serves all runs": async () => {
    for (let i = 0; i < 3; i++) await run("true");
    const ours = spawnSync("ps", ["-o", "args=", "--ppid", String(process.pid)], { encoding: "utf8" }).stdout;
    assert.equal(ours.match(/ leash-guardian LEASH_/g)?.length, 1, ours);
  },
  "what is left behind is stopped": async () => {
    const { stdout, outcome } = await run("sh", ["-c", `sleep 60 > /dev/null 2>&1 & echo $!; : ${TOKEN}`]);
    assert.equal(isAlive(Number(stdout)), false);
    assert.equal(outcome.kind !== "failed-to-start" && outcome.tree.leftovers, 1);
  },
  "the trees die with their host": async () => {
    const self = fileURLToPath(import.meta.url);
    const deno = "Deno" in globalThis;
    const host = spawn(process.execPath, [...(deno ? ["run", "-A"] : process.execArgv), self, "host"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pids = await new Promise<string>((resolve) =>
      host.stdout.once("data", (line: Buffer) => resolve(line.toString())),
    );
    host.kill("SIGKILL");
    for (const pid of pids.trim().split(" ")) await gone(Number(pid));
  },
};

let failed = 0;
for (const [name, check] of Object.entries(cases)) {
  try {
    await check();
    console.log(`ok ${name}`);
  } catch (error) {
    failed++;
    console.log(`not ok ${name}\n`, error);
  }
}
console.log(`${Object.keys(cases).length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
