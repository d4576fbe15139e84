// Promise: what was written before the end is never lost, and the end of a run does not wait for who still holds a pipe.
import assert from "node:assert/strict";
import test from "node:test";
import { run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, entry, identify, isAlive, token, waitGone } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { collect, pidsOf } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const KIB = 1024;

for (const count of [1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 1_024 * KIB, 8_192 * KIB]) {
  test(`${count} bytes written just before the exit all arrive, through run() and through bytes()`, bound, async () => {
    const program = (): [string, string[]] =>
      fixture("writes-bytes.mjs", token("last words"), String(count), "stdout", "0123456789");
    const { stdout } = await run(...program());
    assert.equal(stdout.length, count);
    const chunks = await collect(start(...program()).bytes());
    assert.equal(
      chunks.reduce((sum, chunk) => sum + chunk.length, 0),
      count,
    );
  });
}

test("the last words of fifty programs side by side all arrive", bound, async () => {
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      run("sh", ["-c", `printf %065536d ${i}; printf err >&2; exit 0`, token("fifty")]),
    ),
  );
  results.forEach(({ stdout, stderr }, i) => {
    assert.equal(stdout, String(i).padStart(65_536, "0"));
    assert.equal(stderr, "err");
  });
});

for (const count of [10, 64 * KIB]) {
  test(`${count} bytes are readable after the outcome is known`, bound, async () => {
    const job = start(...fixture("writes-bytes.mjs", token("afterwards"), String(count), "stdout", "line of text\n"));
    const outcome = await job.outcome;
    assert.ok(outcome.kind === "exit" && outcome.output === "complete");
    const chunks = await collect(job.bytes());
    assert.equal(
      chunks.reduce((sum, chunk) => sum + chunk.length, 0),
      count,
    );
  });
}

test("result asked for after the outcome has everything, too", bound, async () => {
  const job = start(...fixture("exits-with.sh", token("late result"), "0"));
  await job.outcome;
  assert.equal((await job.result).stdout, `out ${token("late result")}\n`);
  assert.equal((await job.result).stderr, `err ${token("late result")}\n`);
});

test(
  "a background child that holds the output is a leftover: it is stopped, and then the output is complete",
  bound,
  async () => {
    const { stdout, outcome } = await run(...fixture("leaves-child-holding-output.sh", token("holding")));
    assert.equal(pidsOf(stdout).length, 1);
    assert.ok(outcome.kind === "exit");
    assert.deepEqual([outcome.code, outcome.output, outcome.tree.leftovers > 0], [0, "complete", true]);
    assert.deepEqual(outcome.tree.survivors, []);
  },
);

test("what a leftover still writes is read while it writes: the tee of a shell loses nothing", bound, async () => {
  const script = '{ echo first; echo second; } | { sleep 0.3; cat; echo "third, late"; } & exit 0';
  const { stdout } = await run("sh", ["-c", script, token("tee")]);
  assert.equal(stdout, "first\nsecond\nthird, late\n");
});

test(
  'leftovers: "leave": who holds the pipe does not hold the run, and the output is marked incomplete',
  bound,
  async () => {
    const job = start(...fixture("leaves-child-holding-output.sh", token("left")), { leftovers: "leave" });
    const [line] = await collect(job.lines());
    const child = identify(pidsOf(line ?? "")[0] ?? 0);
    try {
      const outcome = await job.outcome;
      assert.ok(outcome.kind === "exit");
      assert.deepEqual([outcome.code, outcome.output, outcome.tree.proof], [0, "incomplete", "let-go"]);
      assert.equal(isAlive(child), true);
    } finally {
      // The shell and its sleep.
      endGroup(child.pid);
      endByIdentity(child);
      assert.ok(await waitGone(child));
    }
  },
);

/** The session of the run, whose leader is gone: its members are those that carry its number, so it cannot be reused. */
function endGroup(member: number): void {
  const found = entry(member);
  if (found !== null && found.group > 1) process.kill(-found.group, "SIGKILL");
}

test("a stop keeps the output that came before it", bound, async () => {
  let said = (): void => {};
  const both = new Promise<void>((resolve) => (said = resolve));
  const script = "echo kept; echo said >&2; sleep 30; :";
  const job = start("sh", ["-c", script, token("stopped")], { reject: false, onStderr: () => said() });
  const result = job.result;
  await both;
  await job.stop();
  assert.equal((await result).stdout, "kept\n");
});
