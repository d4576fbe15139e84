// Starts a program, and waits to be killed: token, file.
import { start } from "../../src/index.ts";

const [, , token = "", file = ""] = process.argv;
const job = start(file, [token]);
console.log("starting");
await job.outcome;
