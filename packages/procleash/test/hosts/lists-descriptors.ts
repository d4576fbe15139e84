// Prints the descriptors that a program of ours has: token.
import { run } from "../../src/index.ts";

// $$ is the shell's, whose own descriptors these are: those that it opens to list them are its child's.
const { stdout } = await run("/bin/sh", ["-c", "ls /proc/$$/fd", process.argv[2] ?? ""]);
console.log(stdout.trim().split("\n").join(" "));
