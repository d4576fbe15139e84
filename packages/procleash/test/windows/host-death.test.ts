// Promise 2: nothing outlives its host, however that ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { start } from "procleash";
import { holds } from "./support/cases.ts";
import { end, grown, living, program, scratch, silent } from "./support/tree.ts";

async function hostEnds(how: "exits" | "throws" | "killed", by: "leash" | "bare"): Promise<string> {
  const folder = scratch();
  const host = spawn(process.execPath, [program("holds-tree.mjs"), folder, how, by], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(host, "exit");
  host.stdout.resume();
  await grown(folder);
  if (how === "killed") host.kill("SIGKILL");
  await ended;
  return folder;
}

for (const how of ["exits", "throws", "killed"] as const)
  holds(`a host that ${how === "killed" ? "is killed" : how} takes its trees with it`, async () => {
    assert.ok(await silent(await hostEnds(how, "leash")));
  });

holds("a worker that ends takes its tree with it, and leaves that of the main thread alone", async () => {
  const [its, mine] = [scratch(), scratch()];
  const job = start(process.execPath, [program("tree.mjs"), "0", mine]);
  const argv = [program("tree.mjs"), "2", its];
  const script = `import("procleash").then(({ start }) => start(process.execPath, ${JSON.stringify(argv)}))`;
  const worker = new Worker(script, { eval: true });
  await Promise.all([grown(its), grown(mine)]);
  await worker.terminate();
  assert.ok(await silent(its));
  await living(mine, [0]);
  await job.stop([{ kill: true, waitMs: 100_000 }]);
});

holds("without us: what a killed host has started detached lives on", async () => {
  const folder = await hostEnds("killed", "bare");
  await living(folder, [0, 1]);
  await end(folder);
});
