// Starts a program that writes where this host writes, and waits to be killed: token, file, arguments.
import { start } from "../../src/index.ts";

const [, , , file = "", ...args] = process.argv;
const job = start(file, args, { stdout: "inherit" });
console.log("starting");
await job.outcome;
