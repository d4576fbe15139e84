// Promise 1 ends at the tree's border: a stranger that was given the number of an ended member, or of the leader, is not touched.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { bound, proof } from "../../support/trees.ts";
import type { Started } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();

/** A pid namespace, in which the next number can be chosen. The shell is its init: it reaps what is orphaned. */
const inside = [
  "unshare",
  "--user",
  "--map-root-user",
  "--pid",
  "--fork",
  "--kill-child",
  "--mount-proc",
  "/bin/sh",
  "-c",
] as const;
const notHere = obstacle([...inside, "echo 400 > /proc/sys/kernel/ns_last_pid"]);

interface Report {
  readonly stranger: boolean;
  readonly tree: readonly boolean[];
  readonly outcome: Started;
}

const numbers = {
  leader: "the leader's number, while a daemon of the tree lives",
  member: "the number of a daemon that was known, while the leader lives",
  "after the end": "the leader's number, after the end of the run",
};

/** While a tree lives the warden keeps its leader's number from being given out: then only the sweep can meet a stranger there. */
const bySweep = ["env", "LEASH_CONTAINMENT=sweep"] as const;

for (const [which, what] of Object.entries(numbers)) {
  test(`a stranger gets ${what}: stop() and kill() leave it alone`, bound, async (t) => {
    if (notHere !== null) return t.skip(notHere);
    const host = [...(which === "leader" ? bySweep : []), ...hostArgv("reuses-pids.ts", token(which), which)];
    const { stranger, tree, outcome } = report(await finish([...inside, '"$@"; exit $?', "init", ...host])) as Report;
    assert.equal(stranger, true, "the stranger was ended");
    // By its number the ended leader or daemon looks alive; by its start time it is not.
    assert.deepEqual(tree, [false, false]);
    assert.deepEqual([outcome.tree.proof, outcome.tree.survivors], [which === "leader" ? "stable-scan" : proof, []]);
  });
}

test(
  "a stranger gets the leader's number, then the host dies: the guardian ends the daemon and leaves the stranger alone",
  bound,
  async (t) => {
    if (notHere !== null) return t.skip(notHere);
    const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
    const file = join(folder, "pids");
    const look = `"$@"
read -r daemon stranger < "${file}" || [ -n "$stranger" ]
alive() { [ -r "/proc/$1/stat" ] && ! grep -q ') Z ' "/proc/$1/stat"; }
i=0; while alive "$daemon" && [ $i -lt 300 ]; do sleep 0.05; i=$((i+1)); done
sleep 0.5
echo "daemon $(alive "$daemon" && echo alive || echo gone), stranger $(alive "$stranger" && echo alive || echo gone)"`;
    const { stdout } = await finish([
      ...inside,
      look,
      "init",
      ...bySweep,
      ...hostArgv("reuses-pids.ts", token("death"), "host death", file),
    ]);
    assert.equal(stdout.trimEnd().split("\n").at(-1), "daemon gone, stranger alive");
    rmSync(folder, { recursive: true });
  },
);
