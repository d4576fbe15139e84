// Promise 1: when a run is over, everything that it started is gone, and the kernel says so.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { run, start } from "procleash";
import { holds } from "./support/cases.ts";
import { beating, end, grown, living, program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const tree = program("tree.mjs");
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;

holds("without us: a killed program leaves what it has started detached", async () => {
  const folder = scratch();
  const child = spawn(node, [tree, "2", folder], { stdio: "ignore" });
  await grown(folder);
  child.kill();
  await living(folder, [0, 1]);
  await end(folder);
});

holds("a stop ends great-grandchildren that were started detached", async () => {
  const folder = scratch();
  const job = start(node, [tree, "2", folder]);
  await grown(folder);
  await living(folder, [0, 1, 2]);
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind === "signal" && outcome.signal === "SIGKILL", JSON.stringify(outcome));
  assert.deepEqual([outcome.tree.proof, outcome.tree.survivors, outcome.tree.containment], ["job-empty", [], "warden"]);
  assert.deepEqual(await beating(folder), []);
});

holds("a program that is gone first leaves nobody behind, and its code is its own", async () => {
  const folder = scratch();
  const { exitCode, outcome } = await run(node, [tree, "2", folder, "leaves"], { reject: false, ladder: [...AT_ONCE] });
  assert.equal(exitCode, 3);
  assert.ok(
    outcome.kind === "exit" && outcome.tree.leftovers >= 2 && outcome.tree.proof === "job-empty",
    JSON.stringify(outcome),
  );
  assert.deepEqual(await beating(folder), []);
});

holds("without us: a program that is gone first leaves those that it has started detached", async () => {
  const folder = scratch();
  const child = spawn(node, [tree, "2", folder, "leaves"], { stdio: "ignore" });
  await once(child, "exit");
  await living(folder, [0, 1]);
  await end(folder);
});

holds("leftovers that are to stay stay, and are counted", async () => {
  const folder = scratch();
  const { outcome } = await run(node, [tree, "2", folder, "leaves"], { reject: false, leftovers: "leave" });
  assert.ok(
    outcome.kind === "exit" && outcome.tree.proof === "let-go" && outcome.tree.leftovers >= 2,
    JSON.stringify(outcome),
  );
  await living(folder, [0, 1]);
  await end(folder);
});

holds("without us: whoever holds the pipes holds up the reader", async () => {
  const folder = scratch();
  const child = spawn(node, [tree, "1", folder, "holds"], { stdio: ["ignore", "pipe", "ignore"] });
  const over = once(child.stdout.resume(), "end").then(() => "end");
  await grown(folder);
  child.kill();
  await once(child, "exit");
  await living(folder, [0]);
  assert.equal(await Promise.race([over, Promise.resolve("open")]), "open");
  await end(folder);
  assert.equal(await over, "end");
});

holds("pipes that somebody holds open do not hold the run", async () => {
  const folder = scratch();
  const job = start(node, [tree, "1", folder, "holds"]);
  await grown(folder);
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind === "signal" && outcome.output === "complete", JSON.stringify(outcome));
  assert.deepEqual(await beating(folder, [0, 1]), []);
});

holds("a time limit ends the tree", async () => {
  const folder = scratch();
  const job = start(node, [tree, "2", folder], { timeout: 3_000, ladder: [...AT_ONCE] });
  const outcome = await job.outcome;
  assert.ok(outcome.kind === "signal" && outcome.stop?.reason === "timeout", JSON.stringify(outcome));
  assert.ok(await silent(folder));
});

holds("aborted at any moment, nothing is left, and it says that it was aborted", async () => {
  for (let i = 0; i < 12; i++) {
    const folder = scratch();
    const abort = new AbortController();
    const aborted = run(node, [tree, "1", folder], { signal: abort.signal, ladder: [...AT_ONCE] });
    setTimeout(() => abort.abort(), i * 25);
    await assert.rejects(aborted, { name: "AbortError" });
    assert.ok(await silent(folder));
  }
});

holds("a program that is inside of another run's tree ends with that", async () => {
  const folder = scratch();
  const job = start(node, [program("holds-tree.mjs"), folder, "waits"]);
  await grown(folder);
  await job.stop(AT_ONCE);
  assert.ok(await silent(folder));
});
