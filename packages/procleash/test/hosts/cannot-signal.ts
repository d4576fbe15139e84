// Stops a tree with a process of another user in it, which this host may not signal, and prints the pid of that process and
// the outcome. Token, "member" or "leader". Needs the right to change users, and not the right to signal any.
import { LeashError, run, start } from "../../src/index.ts";

const [, , token = "", who] = process.argv;
const becomes = ["setpriv", "--reuid", "65533", "--inh-caps=-all", "--ambient-caps=-all"] as const;
const other = `exec ${becomes.join(" ")} sh -c 'echo "pid $$"; exec <&- >&- 2>&-; exec sleep 20' "$0"`;
const script = who === "leader" ? other : `(${other}) & wait`;
const job = start("/bin/sh", ["-c", script, token], { termTimeout: 50, killTimeout: 50 });
const { value = "" } = await job.lines().next();
const began = performance.now();
const outcome = await job.stop();
const rejection: unknown = await job.result.catch((error: unknown) => error);
// Whatever is left there, the host goes on.
const { stdout } = await run("echo", ["next"]);
console.log(
  JSON.stringify({
    pid: Number(String(value).split(" ")[1]),
    outcome,
    tookMs: performance.now() - began,
    next: stdout,
    code: rejection instanceof LeashError ? rejection.code : null,
    message: rejection instanceof LeashError ? rejection.message : null,
  }),
);
// Nothing of ours keeps it alive, whoever is left.
