// Promise: the fixture programs stay small, say what they do, and none is kept that no test uses.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { PROGRAMS } from "./programs.ts";

const TESTS = fileURLToPath(new URL("..", import.meta.url));
const programs = readdirSync(PROGRAMS);

test("every fixture program is named in some test or host", () => {
  const sources = readdirSync(TESTS, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith("programs.test.ts"))
    .map((path) => readFileSync(`${TESTS}/${path}`, "utf8"));
  const unused = programs.filter((name) => !sources.some((source) => source.includes(`"${name}"`)));
  assert.deepEqual(unused, []);
});

test("every fixture program has at most 15 lines and says in a comment what it does", () => {
  assert.ok(programs.length > 0);
  for (const name of programs) {
    const lines = readFileSync(`${PROGRAMS}${name}`, "utf8").trimEnd().split("\n");
    assert.ok(lines.length <= 15, `${name} has ${lines.length} lines`);
    assert.match(lines[0] ?? "", name.endsWith(".sh") ? /^# \w/ : /^\/\/ \w/, name);
  }
});
