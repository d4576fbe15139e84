// Promise 1, called off on purpose: leftovers "wait" and "leave" do what they say, and the outcome says what was done.
import assert from "node:assert/strict";
import test from "node:test";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, isAlive, token, waitGone } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import type { Argv } from "../../support/programs.ts";
import { assertGone, assertProved, bound, containment, ending, grow, NEVER, started } from "../../support/trees.ts";

guardAgainstLeaks();

/** One process that lives for so many seconds after its leader's end, without our pipes, in its leader's session or its own. */
const leaves = (name: string, seconds: number, how = ""): Argv => [
  "/bin/sh",
  "-c",
  `${how} sh -c 'echo "pids $$"; exec <&- >&- 2>&-; exec sleep ${seconds}' "$0" & sleep 0.2`,
  token(name),
];

const where = (how: string): string => (how === "" ? "" : " in a session of its own");

async function end(tree: readonly Identity[]): Promise<void> {
  for (const member of tree) {
    endByIdentity(member);
    assert.ok(await waitGone(member));
  }
}

for (const how of ["", "setsid"]) {
  test(`"wait" waits for the end of the tree${where(how)}, however long, and needs no rung`, bound, async () => {
    const { job, tree } = await grow(leaves("wait", 1, how), {
      leftovers: "wait",
      lingerTimeout: 1,
      termTimeout: NEVER,
    });
    const outcome = assertProved(await job.outcome);
    assertGone(tree);
    assert.equal(ending(outcome), "exit 0");
    assert.deepEqual(outcome.rungs, []);
    assert.equal(outcome.stop, null);
  });
}

test('"wait" can be stopped', bound, async () => {
  const { job, tree } = await grow(program("leaves-silent-child.sh", token("stopped")), {
    leftovers: "wait",
    termTimeout: NEVER,
  });
  assert.equal(job.kill("SIGCONT"), true);
  const outcome = assertProved(await job.stop());
  assertGone(tree);
  assert.deepEqual(outcome.rungs, ["SIGTERM"]);
});

test('"wait" tells how the leader ended, and a leftover that fails is not the program that failed', bound, async () => {
  const script = "(sleep 0.3; exit 5) & exit 4";
  const { job } = await grow(["/bin/sh", "-c", script, token("code")], { leftovers: "wait" }, 0);
  assert.equal(ending(await job.outcome), "exit 4");
});

for (const how of ["", "setsid"]) {
  test(`"leave" lets the rest${where(how)} run, and counts it`, bound, async () => {
    const { job, tree } = await grow(leaves("leave", 30, how), { leftovers: "leave", termTimeout: NEVER });
    const outcome = started(await job.outcome);
    assert.ok(tree.every(isAlive), "what was to be left was ended");
    assert.equal(ending(outcome), "exit 0");
    assert.equal(outcome.tree.proof, "let-go");
    assert.deepEqual(outcome.rungs, []);
    assert.equal(outcome.tree.leftovers, 1);
    // It is no longer ours: neither stop() nor kill() reaches it.
    await job.stop([{ kill: true, waitMs: 0 }]);
    assert.equal(job.kill("SIGKILL"), false);
    assert.ok(tree.every(isAlive));
    await end(tree);
  });
}

test(
  '"leave" while somebody holds our pipes: the output is given up as incomplete, and nobody hangs',
  bound,
  async () => {
    const { job, tree } = await grow(["/bin/sh", "-c", 'sleep 30 & echo "pids $!"', token("holds")], {
      leftovers: "leave",
      drainTimeout: 20,
    });
    const outcome = started(await job.outcome);
    assert.equal(outcome.output, "incomplete");
    // Its holder has let go of it meanwhile. That is no loss of it.
    assert.equal(outcome.tree.containment, containment);
    assert.equal(outcome.tree.proof, "let-go");
    assert.equal(outcome.stop, null);
    assert.ok(tree.every(isAlive));
    await end(tree);
  },
);

test('"leave" with nothing left is an empty tree, and proved', bound, async () => {
  const { job } = await grow(["/bin/sh", "-c", "exit 0", token("nothing")], { leftovers: "leave" }, 0);
  assert.equal(assertProved(await job.outcome).tree.leftovers, 0);
});

test(
  '"leave" leaves only what its leader left: a stop before the leader\'s end ends the whole tree',
  bound,
  async () => {
    const { job, tree } = await grow(program("grows-nasty-tree.sh", token("early")), {
      leftovers: "leave",
      termTimeout: 20,
      killTimeout: 20_000,
    });
    const outcome = assertProved(await job.stop());
    assertGone(tree);
    assert.deepEqual(outcome.rungs, ["SIGTERM", "SIGKILL"]);
  },
);
