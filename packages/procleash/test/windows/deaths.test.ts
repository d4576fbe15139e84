// Promises 1 and 2: wardens and hosts that are killed at moments which nobody has chosen, and a crowd that is ended as one.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { run, start } from "procleash";
import type { Outcome } from "procleash";
import { holds } from "./support/cases.ts";
import { beating, grown, program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;

/** A program that says who its warden is, which is its parent, and then grows a tree in a folder. */
const TELLS = [
  "-e",
  `console.log(process.ppid); process.argv.splice(1, 0, "-"); import(${JSON.stringify(`file:///${program("tree.mjs").replaceAll("\\", "/")}`)})`,
];

holds("a warden that is killed at any moment leaves nothing, and the run is over", async () => {
  const reasons = new Set<string>();
  for (let round = 0; round < 8; round++) {
    const folder = scratch();
    const job = start(node, [...TELLS, "2", folder]);
    const warden = Number((await job.lines().next()).value);
    await sleep(round * 40);
    process.kill(warden, "SIGKILL");
    const outcome: Outcome = await job.outcome;
    assert.ok(outcome.kind !== "failed-to-start" && outcome.tree.proof === "unverified", JSON.stringify(outcome));
    reasons.add(outcome.stop?.reason ?? "none");
    assert.ok(await silent(folder), `round ${round}`);
  }
  assert.deepEqual([...reasons], ["containment-lost"]);
});

const HOST = `
  const { start } = await import("procleash");
  const job = start(process.execPath, process.argv.slice(1));
  console.log((await job.lines().next()).value);
  setTimeout(() => process.exit(9), 60000);`;

holds("a host and its warden are killed at the same time: nothing is left", async () => {
  for (let round = 0; round < 4; round++) {
    const folder = scratch();
    const host = spawn(node, ["--input-type=module", "-e", HOST, "--", ...TELLS, "2", folder], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = once(host, "exit");
    const [first] = (await once(host.stdout, "data")) as [Buffer];
    const killed = [Number(String(first)), host.pid as number];
    await sleep(round * 60);
    for (const pid of round % 2 === 0 ? killed : killed.toReversed()) process.kill(pid, "SIGKILL");
    await ended;
    assert.ok(await silent(folder), `round ${round}`);
  }
});

/** Forty processes at once, each detached, which beat nowhere and wait; told when all of them are there. */
const CROWD = `
  const { spawn } = require("child_process");
  const script = "process.send('here'); setTimeout(() => process.exit(9), 60000)";
  let here = 0;
  for (let i = 0; i < 40; i++) {
    const child = spawn(process.execPath, ["-e", script], { detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    child.on("message", () => { child.disconnect(); child.unref(); if (++here === 40) console.log("all"); });
  }
  if (process.argv[1] !== "leaves") setTimeout(() => process.exit(9), 60000);`;

holds("a crowd is ended as one: by a stop, and when its leader has gone", async () => {
  const job = start(node, ["-e", CROWD]);
  assert.equal((await job.lines().next()).value, "all");
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind === "signal" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
  assert.deepEqual(outcome.tree.survivors, []);
  const left = await run(node, ["-e", CROWD, "leaves"], { ladder: [...AT_ONCE] });
  assert.ok(left.outcome.kind === "exit" && left.outcome.tree.proof === "job-empty", JSON.stringify(left.outcome));
  assert.ok(left.outcome.tree.leftovers >= 40, `${left.outcome.tree.leftovers}`);
});

holds("what is stopped in its first moment never grows", async () => {
  for (let round = 0; round < 5; round++) {
    const folder = scratch();
    const job = start(node, [program("tree.mjs"), "2", folder]);
    if (round > 2) await grown(folder);
    else if (round > 0) await job.started;
    await job.stop(AT_ONCE);
    assert.deepEqual(await beating(folder), [], `round ${round}`);
  }
});
