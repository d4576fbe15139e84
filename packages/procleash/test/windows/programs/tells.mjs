// Tells what it was given: its arguments, its environment, its folder, its stdin.
import { readFileSync } from "node:fs";
console.log(
  JSON.stringify({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd(), stdin: readFileSync(0, "utf8") }),
);
