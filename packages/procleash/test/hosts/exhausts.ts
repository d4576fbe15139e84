// Runs programs while this process has used up its descriptors or may have no more processes, and prints what became of
// them as JSON: token; "descriptors", "descriptors again and again" or "processes". The limit of descriptors is to be low.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LeashError, run } from "../../src/index.ts";
import { endByIdentity, isAlive, waitUntil } from "../support/processes.ts";
import { fixture, program } from "../support/programs.ts";
import { grow, started } from "../support/trees.ts";

const [, , token = "", what = "descriptors"] = process.argv;
const hoard: number[] = [];

function openAll(): void {
  try {
    for (;;) hoard.push(openSync("/dev/null", "r"));
  } catch {
    // EMFILE: that is what was wanted.
  }
}

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "ran",
    (error: unknown) => (error instanceof LeashError ? error.code : String(error)),
  );
const open = (): number => readdirSync("/proc/self/fd").length;

await run("true");
const { job, tree } = await grow(program("grows-nasty-tree.sh", token), { termTimeout: 100, killTimeout: 500 });
// What was closed just now is gone a turn of the loop later.
await sleep(50);
const before = open();
if (what === "processes") spawnSync("prlimit", ["--pid", String(process.pid), "--nproc=1:"]);
else openAll();
const again = what === "descriptors again and again" ? setInterval(openAll, 0) : undefined;

const refused = new Set<string>();
for (let i = 0; i < 20; i++) refused.add(await codeOf(run(...fixture("prints-pids-then-waits.sh", token))));
const outcome = started(await job.stop());
const alive = tree.map(isAlive);

clearInterval(again);
for (const descriptor of hoard) closeSync(descriptor);
const next = what === "processes" ? "" : await codeOf(run("true"));
// The run that was stopped had two pipes of ours, and its warden two more.
const rest = before - (outcome.tree.containment === "warden" ? 4 : 2);
await waitUntil(() => open() <= rest, 2_000);
console.log(
  JSON.stringify({
    refused: [...refused],
    rungs: outcome.rungs,
    proof: outcome.tree.proof,
    alive,
    next,
    leaked: open() - rest,
  }),
);
for (const member of tree) endByIdentity(member);
