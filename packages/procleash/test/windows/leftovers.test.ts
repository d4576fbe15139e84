// Promises 1 and 2: what a leader leaves behind is waited for, ended or let go, as was asked; and a tree inside of a tree is its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { run, start } from "procleash";
import { holds } from "./support/cases.ts";
import { beating, end, grown, living, program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const tree = program("tree.mjs");
const NEVER = 100_000_000;
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;

holds('"wait" waits for the end of the tree, and needs no rung', async () => {
  const folder = scratch();
  const waiting = run(node, [tree, "2", folder, "leaves"], { reject: false, leftovers: "wait" });
  const first = await Promise.race([waiting, living(folder, [0, 1]).then(() => "they live")]);
  assert.equal(first, "they live");
  await end(folder);
  const { exitCode, outcome } = await waiting;
  assert.ok(outcome.kind === "exit" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
  assert.deepEqual([exitCode, outcome.rungs, outcome.tree.leftovers], [3, [], 0]);
});

holds('"wait" can be stopped', async () => {
  const folder = scratch();
  const job = start(node, [tree, "2", folder, "leaves"], { leftovers: "wait" });
  await grown(folder);
  await living(folder, [0, 1]);
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind !== "failed-to-start" && outcome.stop?.reason === "stop", JSON.stringify(outcome));
  assert.deepEqual(await beating(folder), []);
});

holds("stop() while leftovers linger ends them at once", async () => {
  const folder = scratch();
  const job = start(node, [tree, "1", folder, "holds"], { lingerTimeout: NEVER });
  await grown(folder);
  job.kill("SIGTERM");
  await living(folder, [0]);
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind !== "failed-to-start" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
  assert.deepEqual(await beating(folder), []);
});

holds("leftovers that hold our pipes are let go with them: the output is known to be incomplete", async () => {
  const folder = scratch();
  const script = [
    `const { spawn } = require("child_process");`,
    `spawn(process.execPath, ${JSON.stringify([tree, "0", folder])}, { detached: true, stdio: "inherit" });`,
    `console.log("last words");`,
    `setInterval(() => require("fs").existsSync(${JSON.stringify(folder)} + "/grown") && process.exit(0), 20);`,
    `setTimeout(() => process.exit(9), 60000);`,
  ].join("\n");
  const { stdout, outcome } = await run(node, ["-e", script], { leftovers: "leave" });
  assert.ok(stdout.startsWith("last words\n"), stdout);
  assert.ok(outcome.kind === "exit" && outcome.output === "incomplete", JSON.stringify(outcome));
  assert.equal(outcome.tree.proof, "let-go");
  await living(folder, [0]);
  await end(folder);
});

holds("what was let go outlives its host, and what was not does not", async () => {
  const [free, held] = [scratch(), scratch()];
  const script = [
    `const { run, start } = await import("procleash");`,
    `const { existsSync } = await import("node:fs");`,
    `await run(process.execPath, ${JSON.stringify([tree, "1", free, "leaves"])}, { reject: false, leftovers: "leave" });`,
    `start(process.execPath, ${JSON.stringify([tree, "1", held])});`,
    `setInterval(() => existsSync(${JSON.stringify(held)} + "/grown") && process.exit(0), 20);`,
    `setTimeout(() => process.exit(9), 60000);`,
  ].join("\n");
  const host = spawn(node, ["--input-type=module", "-e", script], { stdio: "ignore" });
  assert.deepEqual(await once(host, "exit"), [0, null]);
  assert.ok(await silent(held));
  await living(free, [0]);
  await end(free);
});

holds("stopping the inner run leaves the outer one running", async () => {
  const [inner, outer] = [scratch(), scratch()];
  const script = [
    `const { start } = await import("procleash");`,
    `const { existsSync } = await import("node:fs");`,
    `const { spawn } = await import("node:child_process");`,
    `spawn(process.execPath, ${JSON.stringify([tree, "0", outer])}, { detached: true, stdio: "ignore" });`,
    `const job = start(process.execPath, ${JSON.stringify([tree, "1", inner])});`,
    `while (!existsSync(${JSON.stringify(inner)} + "/grown")) await new Promise((resolve) => setTimeout(resolve, 20));`,
    `const outcome = await job.stop([{ kill: true, waitMs: 100000 }]);`,
    `console.log(outcome.tree.proof);`,
    `setTimeout(() => process.exit(9), 60000);`,
  ].join("\n");
  const job = start(node, ["--input-type=module", "-e", script]);
  assert.equal((await job.lines().next()).value, "job-empty");
  assert.deepEqual(await beating(inner), []);
  await living(outer, [0]);
  await job.stop(AT_ONCE);
  assert.ok(await silent(outer));
});
