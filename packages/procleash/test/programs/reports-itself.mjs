// Prints its arguments, directory, environment and whether stdin was at its end, as one line of JSON. Token, more arguments.
import { readFileSync } from "node:fs";
const stdin = readFileSync(0, "utf8");
console.log(JSON.stringify({ args: process.argv.slice(3), cwd: process.cwd(), env: process.env, stdin }));
