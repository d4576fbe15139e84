// Runs with leftovers "leave", one whose leader has ended and one whose leader lives: prints the pids of both. Token.
import { setTimeout as sleep } from "node:timers/promises";
import { program } from "../support/programs.ts";
import { grow } from "../support/trees.ts";

const [, , token = ""] = process.argv;
const script = 'sh -c \'echo "pids $$"; exec <&- >&- 2>&-; exec sleep 30\' "$0" & sleep 0.2';
const left = await grow(["/bin/sh", "-c", script, token], { leftovers: "leave" });
await left.job.outcome;
const held = await grow(program("grows-nasty-tree.sh", token), { leftovers: "leave" });
console.log(`pids ${[...left.tree, ...held.tree].map(({ pid }) => pid).join(" ")}`);
await sleep(30_000);
