// Promises 1, 2 and 4 at moments and with outputs that nobody has chosen. The seed is printed: LEASH_SEED repeats a run.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { run, start } from "procleash";
import type { Job } from "procleash";
import { holds } from "./support/cases.ts";
import { program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const tree = program("tree.mjs");
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;
const seed = Number(process.env["LEASH_SEED"] ?? Date.now() % 1_000_000);
console.log(`# seed ${seed}`);

/** Numbers below one, always the same for one seed (a linear congruence: Numerical Recipes, 7.1). */
function random(begin: number): () => number {
  let state = begin >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Text with all that can go wrong: characters of one to four bytes, each way to end a line, long and empty lines. */
function text(next: () => number): string {
  const parts = ["a", "ü", "€", "😀", "\r", "\n", "\r\n", "\n\n", "x".repeat(300), "y".repeat(20_000)];
  return Array.from({ length: 60 }, () => parts[Math.floor(next() * parts.length)]).join("");
}

/** Writes what comes by stdin in pieces of any size, also within characters. */
const REPEATS = `
  const all = require("fs").readFileSync(0);
  let at = 0, state = Number(process.argv[1]);
  const step = () => {
    state = (Math.imul(state, 48271) >>> 0) % 2147483647;
    const piece = all.subarray(at, at + 1 + state % 4000);
    at += piece.length;
    if (piece.length > 0) process.stdout.write(piece, () => setTimeout(step, state % 3));
  };
  step();`;

const READERS: Readonly<Record<string, (job: Job) => Promise<string>>> = {
  lines: async (job) => joined(job.lines(), (line) => `${line}\n`),
  rawLines: async (job) => joined(job.rawLines(), (line) => String(Buffer.from(line))),
  batches: async (job) => joined(job.batches(), (lines) => lines.map((line) => `${line}\n`).join("")),
  result: async (job) => (await job.result).stdout,
};

async function joined<Item>(items: AsyncIterable<Item>, show: (item: Item) => string): Promise<string> {
  let all = "";
  for await (const item of items) all += show(item);
  return all;
}

holds("any text in any pieces arrives whole, in each way to read it", async () => {
  const next = random(seed);
  for (let round = 0; round < 3; round++) {
    const written = `${text(next)}\n`;
    for (const [way, read] of Object.entries(READERS)) {
      const job = start(node, ["-e", REPEATS, String(1 + Math.floor(next() * 1e6))], { stdin: written });
      const wanted = way === "lines" || way === "batches" ? written.replaceAll("\r\n", "\n") : written;
      assert.equal(await read(job), wanted, `${way}, seed ${seed}, round ${round}`);
    }
  }
});

holds("stopped, killed or aborted at any moment, nothing is left, and it settles", async () => {
  const next = random(seed + 1);
  for (let round = 0; round < 12; round++) {
    const [folder, abort] = [scratch(), new AbortController()];
    const job = start(node, [tree, "1", folder], { signal: abort.signal, ladder: [...AT_ONCE] });
    await sleep(next() * 400);
    const how = Math.floor(next() * 3);
    if (how === 0) await job.stop();
    else if (how === 1) abort.abort();
    else job.kill("SIGKILL");
    const outcome = await job.outcome;
    assert.ok(outcome.kind === "failed-to-start" || outcome.tree.proof === "job-empty", JSON.stringify(outcome));
    assert.ok(await silent(folder), `seed ${seed}, round ${round}`);
  }
});

/**
 * From the moment in which its program runs. Before that there is one at which nobody can help: a process whose creator is
 * killed within CreateProcess is never let run, and stays; those of bare node too.
 */
holds("a host that is killed at any moment leaves nothing behind", async () => {
  const next = random(seed + 2);
  for (let round = 0; round < 6; round++) {
    const folder = scratch();
    const host = spawn(node, [program("holds-tree.mjs"), folder, "killed", "leash"], { stdio: "ignore" });
    const ended = once(host, "exit");
    while (!existsSync(join(folder, "2"))) await sleep(5);
    await sleep(next() * 600);
    host.kill("SIGKILL");
    await ended;
    assert.ok(await silent(folder), `seed ${seed}, round ${round}`);
  }
});

/** Starts its successor, detached, and ends: nobody is there for long. */
const HOPS = `
  const [left, folder] = [Number(process.argv[1]), process.argv[2]];
  require("fs").writeFileSync(folder + "/0", String(left));
  require("fs").writeFileSync(folder + "/grown", "");
  const { spawn } = require("child_process");
  const argv = [...process.execArgv, String(left - 1), folder];
  if (left > 0) spawn(process.execPath, argv, { detached: true, stdio: "ignore" }).unref();`;

holds("a chain of processes of which each is gone at once cannot run away", async () => {
  const folder = scratch();
  const { outcome } = await run(node, ["-e", HOPS, "40", folder], { reject: false, ladder: [...AT_ONCE] });
  assert.ok(outcome.kind === "exit" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
  assert.ok(await silent(folder));
});

holds("a host that stands still for a second loses nothing, and nothing is ended for it", async () => {
  const script = "for (let i = 0; i < 2000; i++) console.log(i); setTimeout(() => console.log('last'), 300)";
  const job = start(node, ["-e", script], { idleTimeout: 60_000 });
  await job.started;
  for (const until = performance.now() + 1_000; performance.now() < until;);
  const { stdout, outcome } = await job.result;
  assert.equal(stdout, [...Array.from({ length: 2000 }, (_, i) => String(i)), "last", ""].join("\n"));
  assert.ok(outcome.kind === "exit" && outcome.output === "complete");
});
