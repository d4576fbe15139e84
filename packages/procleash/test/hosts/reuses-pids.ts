// Lets the number of an ended process be given to a stranger, and then ends the run that it belonged to. Prints whether the
// stranger and the rest of the tree are alive. Needs a pid namespace of its own. Token, which number.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { endByIdentity, entries, entry, isAlive, waitUntil } from "../support/processes.ts";
import { program } from "../support/programs.ts";
import { grow, NEVER } from "../support/trees.ts";

const [, , token = "", which, file = ""] = process.argv;

/** A process outside every tree with that very number. */
async function stranger(pid: number): Promise<{ pid: number; start: string }> {
  if (!(await waitUntil(() => entry(pid) === null))) throw new Error(`the number ${pid} is still in use`);
  for (let i = 0; i < 50; i++) {
    writeFileSync("/proc/sys/kernel/ns_last_pid", String(pid - 1));
    const child = spawn("/bin/sleep", ["20"], { detached: true, stdio: "ignore" });
    await once(child, "spawn");
    child.unref();
    const found = entry(child.pid as number);
    if (found?.pid === pid) return { pid, start: found.start };
    child.kill("SIGKILL");
  }
  throw new Error(`the number ${pid} was not given out again`);
}

const options = { termTimeout: NEVER, leftovers: "wait", lingerTimeout: NEVER } as const;
const living = which === "member";
const { job, tree } = await grow(program("runs-away.sh", token, "setsid", living ? "30" : "0.3"), options);
const [leader, daemon] = tree as [{ pid: number; start: string }, { pid: number; start: string }];
await sleep(300);

let found = leader;
if (which === "member") {
  // Seen once, so that it is known by name.
  job.kill("SIGCONT");
  // With all of its session: as long as one is in it, the kernel does not give the number out again.
  for (const member of entries().filter(({ session }) => session === daemon.pid)) endByIdentity(member);
  found = await stranger(daemon.pid);
} else if (which === "after the end") {
  await job.stop();
  found = await stranger(leader.pid);
  if (job.kill("SIGKILL")) throw new Error("kill() after the end signalled somebody");
} else {
  found = await stranger(leader.pid);
}
if (which === "host death") {
  writeFileSync(file, `${daemon.pid} ${found.pid}`);
  process.kill(process.pid, "SIGKILL");
}
const outcome = await job.stop();
console.log(JSON.stringify({ stranger: isAlive(found), tree: tree.map(isAlive), outcome }));
process.exit(0);
