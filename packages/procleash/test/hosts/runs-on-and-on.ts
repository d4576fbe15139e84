// Starts, reads, stops and abandons runs without a pause, for 10 s at most, until somebody kills it: token, seed.
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../../src/index.ts";
import { fixture } from "../support/programs.ts";
import { random } from "../support/random.ts";

const [, , token = "", seed] = process.argv;
const from = random(Number(seed));
const end = performance.now() + 10_000;
const options = { termTimeout: 20, killTimeout: 5_000, lingerTimeout: 20 };
const programs = [
  "grows-nasty-tree.sh",
  "prints-pids-then-waits.sh",
  "leaves-silent-child.sh",
  "ignores-term.sh",
] as const;

console.log("begin");
for (let i = 0; performance.now() < end; i++) {
  const job =
    i % 2 === 0
      ? start(...fixture(from.pick(programs), token), options)
      : start(...fixture("runs-away.sh", token, from.pick(["setsid", "double-fork", "background"]), "20"), options);
  if (from.below(3) > 0) await sleep(from.below(40));
  if (from.below(3) > 0) void job.stop();
}
