// Promise 5: arguments that the system cannot hand over are named, measured, and not repeated; the way out is named too.
import assert from "node:assert/strict";
import test from "node:test";
import { run } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { assertRefused } from "../../support/refusals.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();

test("one argument of 300,000 bytes: which one, how long, and that stdin is the way", bound, async (t) => {
  if (!hasProc) return t.skip("other systems limit only the sum of all arguments");
  const secret = "s3cr3t".repeat(50_000);
  const error = await assertRefused({ argv: ["echo", token("one"), secret] }, {}, "ARGUMENTS_TOO_LONG", [
    /argument 2\b/,
    /300000 bytes/,
    /stdin/,
  ]);
  assert.doesNotMatch(error.message, /s3cr3ts3cr3t/);
  assert.equal((error.cause as NodeJS.ErrnoException).code, "E2BIG");
});

test("the length is told in bytes, not in characters", bound, async (t) => {
  if (!hasProc) return t.skip("other systems limit only the sum of all arguments");
  await assertRefused({ argv: ["echo", "€".repeat(100_000)] }, {}, "ARGUMENTS_TOO_LONG", [
    /argument 1\b/,
    /300000 bytes/,
  ]);
});

test("many arguments that are too much together: the sum", bound, async () => {
  const many = Array.from({ length: 80 }, () => "x".repeat(100_000));
  await assertRefused({ argv: ["echo", ...many] }, {}, "ARGUMENTS_TOO_LONG", [/8000085|80000\d\d/, /stdin/]);
});

test("an environment that is too large: it is the environment that is named", bound, async (t) => {
  if (!hasProc) return t.skip("other systems limit only the sum");
  const error = await assertRefused(
    { argv: ["echo"], env: { PATH: "/usr/bin:/bin", HUGE: "x".repeat(300_000) } },
    {},
    "ARGUMENTS_TOO_LONG",
    [/environment/, /HUGE/],
  );
  assert.doesNotMatch(error.message, /stdin/);
});

test("the longest argument that the system takes arrives whole", bound, async () => {
  const longest = "x".repeat(131_071);
  const { stdout } = await run("printf", ["%s", longest]);
  assert.equal(stdout, longest);
});
