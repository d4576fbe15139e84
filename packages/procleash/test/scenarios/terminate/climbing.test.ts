// Promise 1: stop() ends every kind of tree, with the rungs that it needed and no more, and tells how the leader ended.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import type { SignalName, StartOptions } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { isAlive, token } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import type { Argv } from "../../support/programs.ts";
import { assertGone, assertProved, bound, ending, grow, NEVER } from "../../support/trees.ts";

guardAgainstLeaks();

const hasBash = spawnSync("bash", ["-c", ":"]).status === 0;
/** Patient: the tree ends by SIGTERM, or the test runs into its bound. Impatient: it does not, and is killed. */
const patient: StartOptions = { termTimeout: NEVER };
const impatient: StartOptions = { termTimeout: 30, killTimeout: 20_000 };

interface Case {
  readonly tree: string;
  readonly argv: Argv;
  readonly options: StartOptions;
  readonly rungs: readonly SignalName[];
  readonly leader: string;
  readonly needs?: "bash";
}

const TERM: readonly SignalName[] = ["SIGTERM"];
const BOTH: readonly SignalName[] = ["SIGTERM", "SIGKILL"];
const cases: readonly Case[] = [
  {
    tree: "a friendly leader and child",
    argv: program("prints-pids-then-waits.sh", token("friendly")),
    options: patient,
    rungs: TERM,
    leader: "SIGTERM",
  },
  {
    tree: "a leader and child that ignore SIGTERM",
    argv: program("ignores-term.sh", token("ignores")),
    options: impatient,
    rungs: BOTH,
    leader: "SIGKILL",
  },
  // The leader's own end is what is reported, though the rest had to be killed.
  {
    tree: "a friendly leader with a child that ignores SIGTERM",
    argv: program("child-ignores-term.sh", token("child")),
    options: impatient,
    rungs: BOTH,
    leader: "SIGTERM",
  },
  {
    tree: "a leader that cleans up and exits 17",
    argv: program("traps-term-exits-17.sh", token("17"), "0.3"),
    options: patient,
    rungs: TERM,
    leader: "exit 17",
  },
  {
    tree: "a leader that cleans up for longer than it is given",
    argv: program("traps-term-exits-17.sh", token("late"), "20"),
    options: impatient,
    rungs: BOTH,
    leader: "SIGKILL",
  },
  {
    tree: "a leader that reports SIGTERM and goes on",
    argv: program("reports-signals.sh", token("reports")),
    options: impatient,
    rungs: BOTH,
    leader: "SIGKILL",
  },
  {
    tree: "a child in a process group of its own (a shell with job control)",
    argv: program("runs-away.sh", token("group"), "group", "30"),
    options: patient,
    rungs: TERM,
    leader: "SIGTERM",
    needs: "bash",
  },
  {
    tree: "a member without environment, orphaned, that ignores SIGTERM",
    argv: program("runs-away.sh", token("env"), "no-environment", "30"),
    options: impatient,
    rungs: BOTH,
    leader: "SIGTERM",
  },
  {
    tree: "a leader, a stubborn member and a stubborn daemon",
    argv: program("grows-nasty-tree.sh", token("nasty")),
    options: impatient,
    rungs: BOTH,
    leader: "SIGTERM",
  },
];

for (const { tree: name, argv, options, rungs, leader, needs } of cases) {
  test(`stop() ends ${name}: ${rungs.join(", ")}`, bound, async (t) => {
    if (needs === "bash" && !hasBash) return t.skip("there is no bash to give a child its own group");
    const { job, tree } = await grow(argv, options);
    assert.ok(tree.every(isAlive));
    const outcome = assertProved(await job.stop());
    assertGone(tree);
    assert.deepEqual(outcome.rungs, rungs);
    assert.equal(ending(outcome), leader);
    assert.deepEqual(outcome.stop, { reason: "stop" });
    assert.equal(outcome.output, "complete");
  });
}

test("what a program writes while it cleans up after SIGTERM is not lost", bound, async () => {
  const { job, line } = await grow(program("traps-term-exits-17.sh", token("bye"), "0.2"), patient);
  const stopped = job.stop();
  assert.equal(await line(), "bye");
  assert.equal(ending(await stopped), "exit 17");
});

test("a tree of many short-lived processes is not taken for empty when one of them ends", bound, async () => {
  const busy = 'trap "" TERM; echo "pids $$"; i=0; while [ $i -lt 1000 ]; do sleep 0.02; i=$((i+1)); done';
  const { job, tree } = await grow(["/bin/sh", "-c", busy, token("busy")], { termTimeout: 300, killTimeout: 20_000 });
  const outcome = assertProved(await job.stop());
  assertGone(tree);
  assert.equal(ending(outcome), "SIGKILL");
});
