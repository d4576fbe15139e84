// Stops a tree with nasty members as soon as it has grown, and prints what the outcome says: token, the argv of a fixture.
import { start } from "../../src/index.ts";

const [, , token = "", file = "", ...args] = process.argv;
const job = start(file, [...args, token], { termTimeout: 50, killTimeout: 20_000 });
for await (const line of job.lines()) if (line.startsWith("pids")) break;
const outcome = await job.outcome;
console.log(
  JSON.stringify(
    outcome.kind === "failed-to-start"
      ? { error: outcome.error.message }
      : { containment: outcome.tree.containment, proof: outcome.tree.proof, survivors: outcome.tree.survivors.length },
  ),
);
