// Promise: a pattern finds its line however the stream is cut, and looks at no byte twice, however long a line is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../../../procleash/test/support/random.ts";
import { compile } from "../../src/jobs/pattern.ts";

const CASES: readonly (readonly [pattern: string, text: string, found: boolean])[] = [
  ["ready", "is ready now", true],
  ["listening on *:3000", "one\nlistening on http://localhost:3000/\n", true],
  ["a*b*c", "a c b", false],
  ["a*b", "a\nb", false],
  ["a*b", "ab", true],
  ["ab*b", "ab", false],
  ["aab", "aaab", true],
  ["aa*aa", "aaa", false],
  ["aa*aa", "aaaa", true],
  ["*", "x", true],
  ["*", "", false],
  [".+", "abc", false],
  ["größe", "die größe", true],
  ["a*b", "a\na\nxb\nxaxxb", true],
];

test("a pattern is a text with stars, in one line", () => {
  for (const [pattern, text, found] of CASES)
    assert.equal(compile(pattern).push(Buffer.from(text)), found, `${pattern} in ${JSON.stringify(text)}`);
});

test("it is the same when the text comes byte by byte", () => {
  for (const [pattern, text, found] of CASES) {
    const looking = compile(pattern);
    const came = [...Buffer.from(text)].some((byte) => looking.push(Buffer.from([byte])));
    assert.equal(came, found, `${pattern} in ${JSON.stringify(text)}`);
  }
});

test("random texts, cut at random, are judged as a regular expression judges them", () => {
  const from = random(2026);
  const letters = (many: number, those: string): string =>
    Array.from({ length: many }, () => those[from.below(those.length)]).join("");
  for (let i = 0; i < 5_000; i++) {
    const pattern = letters(1 + from.below(6), "ab*");
    const text = Buffer.from(letters(from.below(31), "abc\n"));
    const expected = text.length > 0 && new RegExp(pattern.replaceAll("*", ".*")).test(text.toString());
    const looking = compile(pattern);
    let found = false;
    for (let at = 0; at < text.length && !found;) {
      const to = at + 1 + from.below(7);
      found = looking.push(text.subarray(at, to));
      at = to;
    }
    assert.equal(found, expected, `${pattern} in ${JSON.stringify(text.toString())}`);
  }
});

test("what comes after a gap does not belong to the line before it", () => {
  const looking = compile("one*two");
  looking.push(Buffer.from("one on"));
  looking.skip();
  assert.equal(looking.push(Buffer.from("e two")), false);
});
