// Runs `cat` with the host's stdin or with none, then says what the program read and what was left for the host.
import { readFileSync } from "node:fs";
import { run } from "../../src/index.ts";

const mode = process.argv[3];
const { stdout } = await run("cat", [], mode === "inherit" ? { stdin: "inherit" } : {});
console.log(`program: ${JSON.stringify(stdout)}, host: ${JSON.stringify(readFileSync(0, "utf8"))}`);
