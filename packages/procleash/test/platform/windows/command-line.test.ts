// Promise: a program on Windows sees the arguments that were given, whatever they contain.
import assert from "node:assert/strict";
import test from "node:test";
import { commandLine } from "../../../src/platform/windows/command-line.ts";
import { parsedByShell, parsedByUcrt } from "../../support/argv-parsers.ts";
import { random } from "../../support/random.ts";

const CASES: readonly (readonly [args: readonly string[], line: string])[] = [
  [["plain", "-x=1", "C:\\a\\b"], "tool plain -x=1 C:\\a\\b"],
  [[""], 'tool ""'],
  [["two words", "tab\there"], 'tool "two words" "tab\there"'],
  [['say "hi"'], 'tool "say \\"hi\\""'],
  [["C:\\two words\\"], 'tool "C:\\two words\\\\"'],
  [["C:\\plain\\"], "tool C:\\plain\\"],
  [['a\\"b', 'a\\\\"b'], 'tool "a\\\\\\"b" "a\\\\\\\\\\"b"'],
  [["a\\b c\\\\d"], 'tool "a\\b c\\\\d"'],
  [['"'], 'tool "\\""'],
  [["ünï 😀"], 'tool "ünï 😀"'],
  [["%PATH%", "a&b", "^"], "tool %PATH% a&b ^"],
];

for (const [args, line] of CASES) {
  test(`${JSON.stringify(args)} is ${line}`, () => {
    assert.equal(commandLine("tool", args), line);
    assert.deepEqual(parsedByUcrt(line), ["tool", ...args]);
    assert.deepEqual(parsedByShell(line), ["tool", ...args]);
  });
}

test("the program's name is quoted without escapes", () => {
  assert.equal(commandLine("C:\\Program Files\\x.exe", ["a"]), '"C:\\Program Files\\x.exe" a');
  assert.equal(commandLine("C:\\x\\y.exe", []), "C:\\x\\y.exe");
});

test("10,000 random argument vectors survive both kinds of parsers", () => {
  const seed = Date.now() % 1_000_000;
  const from = random(seed);
  const pieces = ['"', '"', "\\", "\\", "\\\\", " ", "\t", "a", "é", "😀", "\n", "\v", "%", "^", "&", "'", "\u00a0"];
  for (let round = 0; round < 10_000; round++) {
    const args = Array.from({ length: from.below(5) }, () =>
      Array.from({ length: from.below(9) }, () => from.pick(pieces)).join(""),
    );
    const file = from.pick(["tool", "C:\\a b\\tool.exe", "\\\\server\\share\\ü\\x"]);
    const line = commandLine(file, args);
    assert.deepEqual(parsedByUcrt(line), [file, ...args], `seed ${seed}, round ${round}: ${line}`);
    assert.deepEqual(parsedByShell(line), [file, ...args], `seed ${seed}, round ${round}: ${line}`);
  }
});

test("a long run of backslashes takes no time", () => {
  const args = [`${"\\".repeat(200_000)} ${"\\".repeat(200_000)}`];
  assert.deepEqual(parsedByUcrt(commandLine("tool", args)), ["tool", ...args]);
});
