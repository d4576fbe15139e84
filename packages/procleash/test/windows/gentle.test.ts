// Promise: the gentle rung is CTRL_BREAK: the program's handler runs, only its group is hit, and the host is not.
import assert from "node:assert/strict";
import process from "node:process";
import { start } from "procleash";
import { holds } from "./support/cases.ts";
import { grown, living, program, scratch } from "./support/tree.ts";

const LADDER = [
  { signal: "SIGTERM", waitMs: 100_000_000 },
  { kill: true, waitMs: 100_000 },
] as const;

holds(
  "a handler for CTRL_BREAK runs, and its exit code is told",
  async () => {
    const folder = scratch();
    const job = start(process.execPath, [program("tree.mjs"), "0", folder, "hears"]);
    await grown(folder);
    const outcome = await job.stop(LADDER);
    assert.ok(outcome.kind === "exit" && outcome.code === 42, JSON.stringify(outcome));
    assert.deepEqual(outcome.rungs, ["SIGTERM"]);
    assert.equal(
      (await job.result.catch((error: { result: { stdout: string } }) => error.result)).stdout,
      "ready\nheard\n",
    );
  },
  "CTRL_BREAK",
);

holds(
  "a program without one is ended by it, and another run beside it is not",
  async () => {
    const [folder, other] = [scratch(), scratch()];
    const job = start(process.execPath, [program("tree.mjs"), "0", folder]);
    const neighbour = start(process.execPath, [program("tree.mjs"), "0", other]);
    await Promise.all([grown(folder), grown(other)]);
    const outcome = await job.stop(LADDER);
    assert.ok(outcome.kind === "signal" && outcome.signal === "SIGTERM", JSON.stringify(outcome));
    await living(other, [0]);
    await neighbour.stop([{ kill: true, waitMs: 100_000 }]);
  },
  "CTRL_BREAK",
);

holds("who does not end at the gentle word is ended by force", async () => {
  const script =
    "process.on('SIGBREAK', () => {}); setInterval(() => {}, 1000); setTimeout(() => process.exit(9), 60000); console.log('ready')";
  const job = start(process.execPath, ["-e", script]);
  const { value } = await job.lines().next();
  assert.equal(value, "ready");
  const outcome = await job.stop([
    { signal: "SIGTERM", waitMs: 300 },
    { kill: true, waitMs: 100_000 },
  ]);
  assert.ok(outcome.kind !== "failed-to-start" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
});
