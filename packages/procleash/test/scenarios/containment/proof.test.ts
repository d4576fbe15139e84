// Promise 1: the outcome says how the end of the tree was proved, and never claims a proof that was not had.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { examine, run } from "../../../src/index.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { fixture, program } from "../../support/programs.ts";
import { assertGone, assertProved, bound, grow } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();

test(
  "a run that forked nothing, and one that forked much, are proved empty; no survivor, nothing left over",
  bound,
  async () => {
    for (const script of ["exit 0", "i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i+1)); done"]) {
      const { outcome } = await run("/bin/sh", ["-c", script, token("proof")], {
        containment: hasProc ? "require" : "auto",
      });
      assert.equal(assertProved(outcome).tree.leftovers, 0);
    }
  },
);

test("on a machine that never rests, an end is still proved and still comes", bound, async () => {
  // Forks without a pause, for 15 s at most.
  const storm = spawn(
    "/bin/sh",
    ["-c", "trap 'exit 0' TERM; end=$(($(date +%s) + 15)); while [ $(date +%s) -lt $end ]; do :; done", token("storm")],
    { stdio: "ignore" },
  );
  // From now on: it may be over before the runs are.
  const stormEnd = once(storm, "exit");
  await once(storm, "spawn");
  for (let i = 0; i < 20; i++) {
    assertProved((await run(...fixture("leaves-silent-child.sh", token(`calm-${i}`)))).outcome);
    const { job, tree } = await grow(program("grows-nasty-tree.sh", token(`nasty-${i}`)), {
      termTimeout: 10,
      killTimeout: 10_000,
    });
    assertProved(await job.stop());
    assertGone(tree);
  }
  storm.kill("SIGKILL");
  await stormEnd;
});

test("examine() tells the proof that runs get", bound, async () => {
  const { proof, containment } = await examine();
  const { outcome } = await run("true");
  assert.equal(assertProved(outcome).tree.proof, proof);
  assert.equal(outcome.kind === "exit" && outcome.tree.containment, containment);
});

/** Another root file system view for one host: what is done to /proc there is done nowhere else. */
const apart = ["unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c"] as const;

test(
  "a sandbox that makes /proc/loadavg up is found out: no proof is claimed, and none can be required",
  bound,
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
    const file = join(folder, "loadavg");
    writeFileSync(file, "0.00 0.00 0.00 1/1 1\n");
    const forge = `mount --bind "${file}" /proc/loadavg`;
    const notHere = hasProc ? obstacle([...apart, forge]) : "there is no /proc";
    if (notHere === null) {
      const finished = await finish([
        ...apart,
        `${forge} && exec "$@"`,
        "sh",
        "env",
        "LEASH_CONTAINMENT=sweep",
        ...hostArgv("tells-its-proof.ts", token("forged")),
      ]);
      assert.deepEqual(report(finished), {
        proof: "unverified",
        survivors: 0,
        alive: 0,
        required: "CONTAINMENT_UNAVAILABLE",
      });
    }
    rmSync(folder, { recursive: true });
    if (notHere !== null) return t.skip(notHere);
  },
);
