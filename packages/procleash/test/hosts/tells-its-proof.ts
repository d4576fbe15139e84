// Stops a tree in whatever world it finds itself in, and prints what the outcome claims and what is true. Token.
import { LeashError, run } from "../../src/index.ts";
import { isAlive } from "../support/processes.ts";
import { program } from "../support/programs.ts";
import { grow } from "../support/trees.ts";

const [, , token = ""] = process.argv;
const { job, tree } = await grow(program("grows-nasty-tree.sh", token), { termTimeout: 50, killTimeout: 2_000 });
const outcome = await job.stop();
const alive = tree.filter(isAlive).length;
const refused: unknown = await run("true", [], { containment: "require" }).catch((error: unknown) => error);
console.log(
  JSON.stringify({
    proof: outcome.kind === "failed-to-start" ? outcome.kind : outcome.tree.proof,
    survivors: outcome.kind === "failed-to-start" ? -1 : outcome.tree.survivors.length,
    alive,
    required: refused instanceof LeashError ? refused.code : "started",
  }),
);
