// Holds two trees, prints the pids of all, and then ends or is ended as its argument says: token, how. To stop or end its trees
// it waits for SIGUSR2, so that their pids can be looked at.
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
const told = new Promise((resolve) => process.once("SIGUSR2", resolve));
console.log(`pids ${trees.flatMap(({ tree }) => tree.map(({ pid }) => pid)).join(" ")}`);

if (how === "exits") process.exit(3);
if (how === "throws")
  setImmediate(() => {
    throw new Error("nobody catches this");
  });
if (how === "rejects") void Promise.reject(new Error("nobody handles this"));
if (how === "aborts") process.abort();
if (how === "stops") {
  await told;
  for (const { job } of trees) void job.stop();
  console.log("stopping");
}
if (how === "ends by itself") {
  await told;
  for (const { job } of trees) job.kill("SIGKILL");
}
// "waits": its trees keep it alive, for as long as they live.
