// The first process of a container, to whom the kernel gives every orphan: ends trees in each way, and prints who is there
// afterwards, ended or not. Token, the moment of the daemons.
import { setTimeout as sleep } from "node:timers/promises";
import { entries, waitUntil, withToken } from "../support/processes.ts";
import { program } from "../support/programs.ts";
import { grow, started } from "../support/trees.ts";

const [, , token = "", when = ""] = process.argv;
const living = when === "while the leader lives";
const zombies = (): number => entries().filter(({ state }) => state.startsWith("Z")).length;

const rungs: unknown[] = [];
const survivors: unknown[] = [];
const proofs = new Set<unknown>();
for (const way of ["background", "setsid", "double-fork", "no-environment"]) {
  const options = { termTimeout: 50, killTimeout: 20_000, lingerTimeout: 0 };
  const { job } = await grow(program("runs-away.sh", token, way, living ? "30" : "0.2"), options);
  const { tree, rungs: climbed } = started(living ? await job.stop() : await job.outcome);
  rungs.push(climbed[0]);
  survivors.push(...tree.survivors);
  proofs.add(tree.proof);
}
// The guardian of the last tree goes a moment after it.
await waitUntil(() => withToken(token).length <= 1);
await sleep(100);
console.log(
  JSON.stringify({
    pid: process.pid,
    proofs: [...proofs],
    survivors,
    rungs,
    left: withToken(token).length - 1,
    zombies: zombies(),
  }),
);
