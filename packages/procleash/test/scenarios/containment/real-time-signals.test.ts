// Promises 1, 3 and 5 for the signals that have no names: a program that they end is told as such, and they end no warden.
import assert from "node:assert/strict";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { assertProved, bound, containment, ending } from "../../support/trees.ts";

guardAgainstLeaks();
const notHere = hasProc ? null : "real-time signals are numbered as on Linux";

for (const [number, name] of Object.entries({ 34: "SIGRTMIN+0", 40: "SIGRTMIN+6", 64: "SIGRTMIN+30" })) {
  test(`a program that is ended by signal ${number}: the run ends, and names it`, bound, async (t) => {
    if (notHere !== null) return t.skip(notHere);
    const script = `kill -${number} $$; sleep 30; :`;
    const { outcome, exitCode, signal } = await run("/bin/sh", ["-c", script, token(name)], { reject: false });
    const ended = assertProved(outcome);
    // LIMIT of the sweep: node, which tells it how the program ended, says 0.
    const told = containment === "warden" ? ([name, null, name] as const) : (["exit 0", 0, null] as const);
    assert.deepEqual([ending(ended), exitCode, signal], told);
    assert.equal(ended.stop, null);
  });
}
