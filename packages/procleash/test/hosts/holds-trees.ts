// Holds two trees, prints the pids of all, and then ends or is ended as its argument says: token, how.
import { hostEnv } from "../../src/index.ts";
import { grow, NEVER } from "../support/trees.ts";
import { program } from "../support/programs.ts";

const [, , token = "", how = "waits"] = process.argv;
// The programs find theirs also where this host finds none.
const env = hostEnv({ PATH: process.env["PROGRAMS_PATH"] ?? process.env["PATH"] });
const options = { termTimeout: NEVER, killTimeout: NEVER, env };
const trees = [
  await grow(program("grows-nasty-tree.sh", token), options),
  await grow(program("prints-pids-then-waits.sh", token), options),
];
console.log(`pids ${trees.flatMap(({ tree }) => tree.map(({ pid }) => pid)).join(" ")}`);

if (how === "exits") process.exit(3);
if (how === "throws")
  setImmediate(() => {
    throw new Error("nobody catches this");
  });
if (how === "rejects") void Promise.reject(new Error("nobody handles this"));
if (how === "aborts") process.abort();
if (how === "stops") {
  for (const { job } of trees) void job.stop();
  console.log("stopping");
}
if (how === "ends by itself") for (const { job } of trees) job.kill("SIGKILL");
// "waits": its trees keep it alive, for as long as they live.
