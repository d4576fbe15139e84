// A host inside a run: holds a tree whose program gets the host's environment or a clean one, prints the pids of itself and
// of its tree, and waits. A line on stdin: it stops its own tree, and says how that went. Token, "host" or "safe".
import { once } from "node:events";
import { hostEnv, safeEnv } from "../../src/index.ts";
import { program } from "../support/programs.ts";
import { grow } from "../support/trees.ts";

const [, , token = "", env] = process.argv;
const { job, tree } = await grow(program("runs-away.sh", token, "double-fork", "30"), {
  env: env === "safe" ? safeEnv() : hostEnv(),
  termTimeout: 20,
  killTimeout: 5_000,
});
console.log(`pids ${[process.pid, ...tree.map(({ pid }) => pid)].join(" ")}`);
await once(process.stdin, "data");
const outcome = await job.stop();
console.log(outcome.kind === "signal" ? outcome.signal : outcome.kind);
process.stdin.destroy();
await new Promise((resolve) => setTimeout(resolve, 30_000));
