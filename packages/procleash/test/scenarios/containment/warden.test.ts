// Promises 1 to 3 where the warden itself is attacked: killed, stopped, signalled, or started by a host that leaks.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { LeashError, run, start } from "../../../src/index.ts";
import { compiled } from "../../support/compiled.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import {
  commandLine,
  endByIdentity,
  entry,
  hasProc,
  identify,
  isAlive,
  token,
  waitGone,
  waitUntil,
} from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, containment, grow, NEVER, started } from "../../support/trees.ts";
import type { Grown } from "../../support/trees.ts";
import { emulated } from "../../support/wardens.ts";
import { bindable, finish, obstacle } from "../../support/wrapped.ts";

guardAgainstLeaks();
const skipped = containment === "warden" ? null : "trees are held by the sweep here";

/** The parent of the leader. */
function wardenOf({ tree: [leader] }: Grown): Identity {
  return identify(entry(leader?.pid as number)?.parent as number);
}

for (const when of ["while the program runs", "in the grace of a stop"]) {
  test(`the warden is killed ${when}: all the rest is ended, and the outcome says what happened`, bound, async (t) => {
    if (skipped !== null) return t.skip(skipped);
    const grown = await grow(program("grows-nasty-tree.sh", token("killed")), { termTimeout: 50, killTimeout: 20_000 });
    const { job, tree } = grown;
    const stopping = when === "in the grace of a stop" ? job.stop([{ signal: "SIGTERM", waitMs: NEVER }]) : null;
    endByIdentity(wardenOf(grown));
    if (stopping !== null) void job.stop([{ kill: true, waitMs: 20_000 }]);
    const outcome = started(await job.outcome);
    assertGone(tree);
    // In the grace, SIGTERM may have come first.
    assert.equal(outcome.kind, "signal");
    if (stopping === null) assert.equal(outcome.kind === "signal" && outcome.signal, "SIGKILL");
    assert.deepEqual(outcome.stop, { reason: stopping === null ? "containment-lost" : "stop" });
    assert.equal(outcome.tree.containment, "sweep");
    assert.equal(outcome.tree.proof, "stable-scan");
    assert.deepEqual(outcome.tree.survivors, []);
    await assert.rejects(job.result, { code: stopping === null ? "CONTAINMENT_LOST" : "STOPPED" });
  });
}

test("the warden is killed: readers get what had come, and then the reason", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const job = start("/bin/sh", ["-c", "echo pids $$; sleep 30; :", token("readers")]);
  const lines: string[] = [];
  await assert.rejects(
    async () => {
      for await (const line of job.lines()) {
        lines.push(line);
        endByIdentity(identify(entry(Number(line.split(" ")[1]))?.parent as number));
      }
    },
    (error) => error instanceof LeashError && error.code === "CONTAINMENT_LOST",
  );
  assert.equal(lines.length, 1);
});

test("no signal but SIGKILL ends the warden, or stops its work", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const grown = await grow(program("grows-nasty-tree.sh", token("signals")), { termTimeout: 30, killTimeout: 20_000 });
  const warden = wardenOf(grown);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGPIPE", "SIGUSR1", "SIGALRM", "SIGTSTP"] as const)
    process.kill(warden.pid, signal);
  assert.ok(grown.tree.every(isAlive) && isAlive(warden));
  // A stopped warden is continued at the next word to it.
  process.kill(warden.pid, "SIGSTOP");
  assertProved(await grown.job.stop());
  assertGone(grown.tree);
  assert.ok(await waitGone(warden));
});

test("a warden that is killed and one that is not: the neighbours' trees go on", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const [one, other] = [
    await grow(program("grows-nasty-tree.sh", token("one")), { termTimeout: 30 }),
    await grow(program("grows-nasty-tree.sh", token("other")), { termTimeout: 30 }),
  ];
  endByIdentity(wardenOf(one));
  await one.job.outcome;
  assertGone(one.tree);
  assert.ok(other.tree.every(isAlive));
  assertProved(await other.job.stop());
});

test("the program has its three streams and nothing else, whatever this process was left with", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const host = hostArgv("lists-descriptors.ts", token("descriptors"));
  // A number so high that node itself does not notice it.
  const leaks = ["bash", "-c", 'exec 9</dev/null 37</dev/null; "$@"', "bash"] as const;
  const notHere = obstacle([...leaks, "true"]);
  if (notHere !== null) return t.skip(notHere);
  const { stdout } = await finish([...leaks, ...host]);
  assert.equal(stdout, "0 1 2\n");
});

test("SIGKILL of the program alone is told as such, not as a lost warden", bound, async () => {
  const { outcome } = await run("/bin/sh", ["-c", "kill -9 $$"], { reject: false });
  const ended = assertProved(outcome);
  assert.equal(ended.kind === "signal" && ended.signal, "SIGKILL");
  assert.equal(ended.stop, null);
});

test("a warden lives no longer than its tree", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const grown = await grow(["/bin/sh", "-c", 'echo "pids $$"; read -r _', token("short")], { stdin: "pipe" });
  const warden = wardenOf(grown);
  grown.job.stdin?.end("go\n");
  assertProved(await grown.job.outcome);
  assert.ok(await waitGone(warden));
});

test("nobody finds a warden by the words of its program, to signal that", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  if (emulated) return t.skip("the kernel shows the arguments of the emulator");
  const name = token("words");
  for (const more of [[], ["x".repeat(5_000), ""]]) {
    const grown = await grow(["/bin/sh", "-c", 'echo "pids $$"; sleep 30; :', name, ...more]);
    const { pid } = wardenOf(grown);
    assert.ok(await waitUntil(() => !commandLine(pid).includes(name)));
    assert.match(commandLine(pid), /^leash-warden LEASH_\w+$/);
    assertProved(await grown.job.stop());
  }
});

test("a program without the rights of root cannot speak for its warden", bound, async (t) => {
  const path = skipped === null && hasProc ? compiled("takes-hold-of-its-parent.c") : null;
  if (path === null) return t.skip(skipped ?? "there is no C compiler");
  if (process.env["LEASH_WARDEN"] !== undefined)
    return t.skip("a warden under a sanitizer or an emulator lets itself be looked into");
  const user = bindable(54403);
  const notHere = obstacle([...user, "env", process.execPath, "--version"]);
  if (notHere !== null) return t.skip(notHere);
  const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
  for (const reached of [folder, dirname(path)]) chmodSync(reached, 0o777);
  const host = hostArgv("starts.ts", token("voice"), path);
  const { stdout } = await finish([...user, "env", `TMPDIR=${folder}`, `HOME=${folder}`, ...host]);
  rmSync(folder, { recursive: true });
  // Two writers, the host and the program.
  assert.deepEqual(stdout.trim().split("\n").toSorted(), ["refused", "starting"]);
});
