// Ends in the very tick in which it started a program, or in the next one: token, "tick" or "microtask".
import { run, start } from "../../src/index.ts";
import { fixture } from "../support/programs.ts";

const [, , token = "", when] = process.argv;
// From the second run on, nothing is waited for between start() and the program.
await run("true");
const job = start(...fixture("grows-nasty-tree.sh", token));
if (when === "microtask") console.log(`pids ${await job.started}`);
process.exit(0);
