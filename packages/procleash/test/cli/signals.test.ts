/** Promise: signals to leash go to the tree, and leash never ends before its tree. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leash } from "../support/leash.ts";
import type { Leash } from "../support/leash.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { identify, isAlive, token } from "../support/processes.ts";
import type { Identity } from "../support/processes.ts";

guardAgainstLeaks();
const NEVER = "100000000s";

interface Tree extends Leash {
  readonly members: readonly Identity[];
}

/** A shell and its sleeping child; `traps` is run first, so that ignored signals are ignored by both. */
async function tree(options: readonly string[], traps: string, until = "! kill -0 $! 2>/dev/null"): Promise<Tree> {
  const line = `${traps}; sleep 60 & echo "pids $$ $! ."; until ${until}; do wait; done; : ${token("signals")}`;
  const running = leash([...options, "sh", "-c", line]);
  const [, ...pids] = (await running.printed(" .")).split(" ", 3);
  return { ...running, members: pids.map((pid) => identify(Number(pid))) };
}

async function endsWith({ ended, members }: Tree, status: number): Promise<void> {
  const { status: found, signal, stderr } = await ended;
  assert.deepEqual([found, signal, stderr], [status, null, ""]);
  assert.deepEqual(members.filter(isAlive), [], "leash ended before its tree");
}

for (const [signal, status] of [
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["SIGINT", 130],
  ["SIGQUIT", 131],
] as const) {
  test(`${signal} ends the tree by that signal, then leash with ${status}`, { timeout: 60_000 }, async () => {
    const running = await tree(["-k", NEVER], "ulimit -c 0");
    running.child.kill(signal);
    await endsWith(running, status);
  });
}

test("SIGTERM climbs to SIGKILL for a tree that ignores it", { timeout: 60_000 }, async () => {
  const running = await tree(["-k", "0.05"], "trap '' TERM");
  running.child.kill("SIGTERM");
  await endsWith(running, 137);
});

test("the first Ctrl-C is the program's to handle, and its status stays its own", { timeout: 60_000 }, async () => {
  const running = await tree(["-k", NEVER], "trap 'exit 9' INT");
  running.child.kill("SIGINT");
  await endsWith(running, 9);
});

test("the second Ctrl-C stops a tree that ignores the first", { timeout: 60_000 }, async () => {
  const running = await tree(["-k", NEVER], "trap 'echo interrupted' INT");
  running.child.kill("SIGINT");
  await running.printed("interrupted");
  running.child.kill("SIGINT");
  await endsWith(running, 143);
});

test("the third Ctrl-C kills a tree that ignores SIGTERM, however long its grace", { timeout: 60_000 }, async () => {
  const running = await tree(
    ["-k", NEVER],
    // The shell has words for a child of its own that ends by a signal; here only leash's are of interest.
    "exec 2>/dev/null; trap 'echo interrupted' INT; trap 'echo asked' TERM",
    "i=$((i+1)); sleep 0.1; [ $i -gt 300 ]",
  );
  running.child.kill("SIGINT");
  await running.printed("interrupted");
  running.child.kill("SIGINT");
  await running.printed("asked");
  running.child.kill("SIGINT");
  await endsWith(running, 137);
});

test("SIGUSR1 reaches the program", { timeout: 60_000 }, async () => {
  const running = await tree(["-k", NEVER], "trap 'exit 12' USR1");
  running.child.kill("SIGUSR1");
  await endsWith(running, 12);
});

test("--signal is the first rung of a timeout", { timeout: 60_000 }, async () => {
  const { stdout, status } = await leash([
    "-t",
    "0.5",
    "-k",
    NEVER,
    "-s",
    "INT",
    "sh",
    "-c",
    `trap 'echo int; exit 0' INT; for i in 1 2 3 4; do sleep 15; done; : ${token("signal")}`,
  ]).ended;
  assert.deepEqual([stdout.toString(), status], ["int\n", 124]);
});
