// Prints its stdin, folder, arguments and the names of its variables as JSON. Token, anything.
import { readFileSync } from "node:fs";
const stdin = readFileSync(0, "utf8");
console.log(JSON.stringify({ stdin, cwd: process.cwd(), args: process.argv.slice(3), env: process.env }));
