/** Promise: the page on Windows says of every scenario what became of it there, and names no test that is not there. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const tests = dirname(fileURLToPath(import.meta.url));
const page = readFileSync(join(tests, "..", "docs", "windows.md"), "utf8");
const [, section = ""] = page.split("## The scenario suite there\n");

/** `| scenario | what became of it | by what, or why |` */
const rows = [
  ...section
    .split("\n## ", 1)
    .join("")
    .matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, scenario = "", state = "", shown = ""]) => ({ scenario, state, shown }));

function testsIn(folder: string): string[] {
  return readdirSync(join(tests, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => path.replaceAll("\\", "/").replace(".test.ts", ""));
}

test("every scenario has one row, and no row is of another", () => {
  assert.deepEqual(rows.map(({ scenario }) => scenario).toSorted(), testsIn("scenarios").toSorted());
});

test("a row says holds, does not apply, or not shown; the first names the tests that show it, the others say why", () => {
  const there = testsIn("windows");
  for (const { scenario, state, shown } of rows) {
    assert.ok(["holds", "holds in part", "does not apply", "not shown"].includes(state), `${scenario}: ${state}`);
    const named = [...shown.matchAll(/`([a-z-]+)`/g)].map((match) => match[1] as string);
    if (!state.startsWith("holds")) assert.ok(shown.length > 10, `${scenario}: why?`);
    else assert.ok(named.length > 0, `${scenario}: shown by what?`);
    for (const name of state.startsWith("holds") ? named : [])
      assert.ok(there.includes(name), `${scenario}: there is no test/windows/${name}.test.ts`);
  }
});
