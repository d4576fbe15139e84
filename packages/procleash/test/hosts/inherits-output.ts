// Runs one program on the host's own streams, and one piped; the library itself prints nothing.
import { run } from "../../src/index.ts";

await run("sh", ["-c", "echo to stdout; echo to stderr >&2"], { stdout: "inherit", stderr: "inherit" });
await run("sh", ["-c", "echo piped; echo piped >&2; exit 3"], { reject: false });
