// Promise: two spellings of a variable's name are one variable on Windows, and the last entry counts.
import assert from "node:assert/strict";
import test from "node:test";
import { foldName, spellingOf, valueOf } from "../../../src/platform/windows/variables.ts";

test("names are equal in any case, character by character", () => {
  assert.equal(foldName("Path"), foldName("PATH"));
  assert.equal(foldName("ProgramFiles(x86)"), "PROGRAMFILES(X86)");
  assert.equal(foldName("größe"), foldName("GRÖßE"));
  assert.notEqual(foldName("ß"), foldName("ss"), "two names, although the capitals of one are the other's");
  assert.equal(foldName("😀a"), "😀A");
});

test("the last entry counts, also one that removes", () => {
  const env = { Path: "first", A: "a", PATH: "second" };
  assert.deepEqual([valueOf(env, "path"), spellingOf(env, "path")], ["second", "PATH"]);
  assert.equal(valueOf({ Path: "first", path: undefined }, "PATH"), undefined);
  assert.equal(valueOf({}, "PATH"), undefined);
  assert.equal(spellingOf({}, "PATH"), undefined);
});
