// Prints which signals a program of ours ignores, as the kernel writes them: token.
import { run } from "../../src/index.ts";

const { stdout } = await run("/bin/sh", ["-c", "exec grep SigIgn /proc/self/status", process.argv[2] ?? ""]);
console.log(stdout.trim().split(/\s+/).at(-1));
