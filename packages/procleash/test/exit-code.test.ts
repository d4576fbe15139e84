// Promise: an exit code that a crash on Windows leaves behind is told by its name, wherever it is shown.
import assert from "node:assert/strict";
import test from "node:test";
import { choosePaint } from "../src/cli/colour.ts";
import { renderSummary } from "../src/cli/render-summary.ts";
import { exited, showExitCode } from "../src/exit-code.ts";
import { failure } from "../src/job/verdict.ts";
import type { Outcome } from "../src/outcome.ts";
import { resolve } from "../src/spec/resolve.ts";

const CRASH = "3221225477 (0xC0000005, STATUS_ACCESS_VIOLATION)";

for (const [code, shown] of [
  [0, "0"],
  [1, "1"],
  [255, "255"],
  [256, "256"],
  [0xc000_0005, CRASH],
  [0xc000_013a, "3221225786 (0xC000013A, STATUS_CONTROL_C_EXIT)"],
  [0x8000_0003, "2147483651 (0x80000003, STATUS_BREAKPOINT)"],
  [0xc123_4567, "3240314215"],
  [4_294_967_295, "4294967295"],
] as const) {
  test(`${code}: ${shown}`, () => assert.equal(showExitCode(code), shown));
}

test("in the outcome, and no other code has one", () => {
  assert.deepEqual(exited(0xc000_0005), { kind: "exit", code: 0xc000_0005, status: "STATUS_ACCESS_VIOLATION" });
  for (const code of [0, 255, 256, 0xc123_4567]) assert.deepEqual(exited(code), { kind: "exit", code });
});

const outcome: Outcome = {
  ...exited(0xc000_0005),
  pid: 4711,
  stop: null,
  rungs: [],
  output: "complete",
  tree: { containment: "sweep", proof: "unverified", survivors: [], leftovers: 0, hostDeath: "guarded" },
  durationMs: 5,
  usage: null,
};

test("in the error of a run", () => {
  const error = failure(resolve("tool", [], {}), outcome);
  assert.equal(
    error?.message,
    `Cannot complete "tool": it exited with code ${CRASH}; its own words are in error.result.stderr`,
  );
});

test("in the summary of the command", () => {
  const summary = renderSummary("tool", outcome, choosePaint({}, {}));
  assert.ok(summary.includes(`tool exited with ${CRASH}\n`), summary);
});
