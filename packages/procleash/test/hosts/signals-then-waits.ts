// Starts a program that tells what it got, sends it the named signal (or none), and waits to be killed. Token, file, signal.
import type { SignalName } from "../../src/index.ts";
import { program } from "../support/programs.ts";
import { grow } from "../support/trees.ts";

const [, , token = "", file = "", signal] = process.argv;
const { job, tree, line } = await grow(program("tells-its-end.sh", token, file));
if (signal !== undefined) {
  job.kill(signal as SignalName);
  await line();
}
console.log(`pids ${tree[0]?.pid}`);
