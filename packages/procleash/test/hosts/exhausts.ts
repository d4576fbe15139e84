// Runs programs while this process has used up its descriptors, or may have no more processes, and prints what became of
// them as JSON: token, "descriptors" or "processes". The limit of descriptors is to be low.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LeashError, run } from "../../src/index.ts";
import { isAlive } from "../support/processes.ts";
import { fixture, program } from "../support/programs.ts";
import { grow } from "../support/trees.ts";

const [, , token = "", what = "descriptors"] = process.argv;
const hoard: number[] = [];
const limits = { exhaust: (): void => {}, relieve: (): void => {} };
if (what === "descriptors") {
  limits.exhaust = () => {
    try {
      for (;;) hoard.push(openSync("/dev/null", "r"));
    } catch {
      // EMFILE: that is what was wanted.
    }
  };
  limits.relieve = () => hoard.splice(0).forEach((descriptor) => closeSync(descriptor));
} else {
  const allow = (count: string): void => void spawnSync("prlimit", ["--pid", String(process.pid), `--nproc=${count}:`]);
  limits.exhaust = () => allow("1");
}
const codeOf = async (promise: Promise<unknown>): Promise<string> => promise.then(() => "ran", (error: unknown) => (error instanceof LeashError ? error.code : String(error)));
const open = (): number => readdirSync("/proc/self/fd").length;

await run("true");
const { job, tree } = await grow(program("prints-pids-then-waits.sh", token), { termTimeout: 100, killTimeout: 200 });
await sleep(50);
const before = open();
limits.exhaust();
const refused: string[] = [];
for (let i = 0; i < 20; i++) refused.push(await codeOf(run(...fixture("prints-pids-then-waits.sh", token))));
const outcome = await job.stop();
const alive = tree.filter(isAlive).length;
limits.relieve();
await sleep(50);
const again = what === "descriptors" ? await codeOf(run("true")) : "";
console.log(JSON.stringify({
  refused: [...new Set(refused)], alive, kind: outcome.kind, proof: outcome.kind === "failed-to-start" ? "" : outcome.tree.proof, again,
  // The run that was stopped had two pipes of ours.
  leaked: open() - before + 2,
}));
