// Promise: the guard that every test file installs notices what it says, and is silent where nothing leaked.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { hostArgv } from "./host.ts";
import { guardAgainstLeaks } from "./no-leaks.ts";
import { hasProc, token } from "./processes.ts";

guardAgainstLeaks();

/** Runs one small suite of its own that leaks in the given way. */
function suite(leak: string): { readonly failed: boolean; readonly report: string } {
  const [file, ...args] = hostArgv("leaky-suite.ts", token(leak), leak);
  // Otherwise it believes to be part of this run, and reports in a language of the runner's own.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: "utf8", timeout: 60_000, env });
  return { failed: status !== 0, report: stdout + stderr };
}

test("a suite that leaks nothing passes", () => {
  const { failed, report } = suite("nothing");
  assert.equal(failed, false, report);
});

const NOTICED = {
  "a child with the token": /processes left behind by the test/,
  "a daemon without the token": /processes left behind by the test/,
  "a run that nobody awaited": /processes of a run that were alive/,
  "a descriptor": /descriptors left open by the test/,
  "a rejection": /unhandled/,
  "a rejection after the test": /nobody handled/,
};

const NEEDS_PROC = new Set(["a daemon without the token", "a run that nobody awaited", "a descriptor"]);

for (const [leak, message] of Object.entries(NOTICED)) {
  test(`${leak} is noticed`, { timeout: 120_000 }, (t) => {
    if (!hasProc && NEEDS_PROC.has(leak)) return t.skip("needs /proc");
    const { failed, report } = suite(leak);
    assert.equal(failed, true);
    assert.match(report, message);
  });
}

test("a test that failed by itself keeps its own message, and what it left is ended", { timeout: 120_000 }, () => {
  const { failed, report } = suite("a failure with a child");
  assert.equal(failed, true);
  assert.match(report, /the test's own failure/);
  assert.doesNotMatch(report, /left behind/);
});
