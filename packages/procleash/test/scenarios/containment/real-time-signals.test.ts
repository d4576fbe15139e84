// Promises 1, 3 and 5 for the signals that have no names: a program that they end is told as such, and they end no warden.
import assert from "node:assert/strict";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { assertProved, bound, containment, ending, otherSignals } from "../../support/trees.ts";
import { finish, obstacle } from "../../support/wrapped.ts";

guardAgainstLeaks();
const unknown = hasProc ? otherSignals : "real-time signals are numbered as on Linux";

for (const [number, name] of Object.entries({ 34: "SIGRTMIN+0", 40: "SIGRTMIN+6", 64: "SIGRTMIN+30" })) {
  test(`a program that is ended by signal ${number}: the run ends, and names it`, bound, async (t) => {
    if (unknown !== null) return t.skip(unknown);
    const script = `kill -${number} $$; sleep 30; :`;
    const { outcome, exitCode, signal } = await run("/bin/sh", ["-c", script, token(name)], { reject: false });
    const ended = assertProved(outcome);
    // LIMIT of the sweep: node, which tells it how the program ended, says 0.
    const told = containment === "warden" ? ([name, null, name] as const) : (["exit 0", 0, null] as const);
    assert.deepEqual([ending(ended), exitCode, signal], told);
    assert.equal(ended.stop, null);
  });
}

test("none of them ends the warden", bound, async (t) => {
  if (containment !== "warden") return t.skip("trees are held by the sweep here");
  if (unknown !== null) return t.skip(unknown);
  const script = "i=32; while [ $i -le 64 ]; do kill -$i $PPID; i=$((i+1)); done; sleep 0.1; echo done";
  const { stdout, outcome } = await run("/bin/sh", ["-c", script, token("warden")]);
  assert.equal(stdout, "done\n");
  assert.equal(ending(assertProved(outcome)), "exit 0");
});

test("a program ignores none of them because this process does", bound, async (t) => {
  if (containment !== "warden") return t.skip("a program is started by node, which resets the first 31 only");
  if (unknown !== null) return t.skip(unknown);
  const ignoring = ["bash", "-c", 'trap "" RTMIN RTMIN+6 RTMAX HUP; exec "$@"', "bash"] as const;
  const notHere = obstacle([...ignoring, "true"]);
  if (notHere !== null) return t.skip(notHere);
  const { stdout } = await finish([...ignoring, ...hostArgv("tells-ignored-signals.ts", token("ignored"))]);
  assert.match(stdout, /^0+\n$/);
});
