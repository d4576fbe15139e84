// Promise: a room of src/ imports only what this table allows. The table is the architecture; a change of it is a decision.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import { DRAWER, importsOf, lineCount, roomOf, sourcesIn } from "../../procleash/test/support/sources.ts";

/** Room (a folder of src/, or a file in it) -> the rooms and packages that it may import; builtins are free. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  refusal: [],
  version: [],
  cut: [],
  settings: ["refusal"],
  policy: ["refusal", "settings"],
  audit: ["refusal"],
  jobs: ["refusal", "settings", "procleash"],
  agents: ["refusal", "policy", "cut"],
  tools: [
    "refusal",
    "settings",
    "policy",
    "audit",
    "jobs",
    "agents",
    "cut",
    "procleash",
    "zod",
    "@modelcontextprotocol/server",
  ],
  server: ["agents", "tools", "version", "@modelcontextprotocol/server"],
  shutdown: ["jobs"],
  transport: ["refusal", "shutdown", "@modelcontextprotocol/server"],
  main: [
    "refusal",
    "settings",
    "policy",
    "audit",
    "jobs",
    "agents",
    "server",
    "shutdown",
    "transport",
    "version",
    "@modelcontextprotocol/server",
  ],
};
const MAX_LINES = 220;

const SRC = new URL("../src/", import.meta.url);
const files = sourcesIn(SRC);

test("no room imports what the table does not allow", () => {
  const found = files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier }) => {
      const { path, room } = file;
      if (specifier.startsWith("node:")) return [];
      const target = specifier.startsWith(".")
        ? roomOf(posix.join(posix.dirname(path), specifier))
        : specifier.replace(/^((?:@[^/]+\/)?[^/]+).*/, "$1");
      const allowed = MAY_IMPORT[room];
      return target === room || allowed?.includes(target) === true ? [] : [`src/${path} imports ${specifier}`];
    }),
  );
  assert.deepEqual(
    found,
    [],
    "Use what that room may import, or move the code; or change the table, which is a decision",
  );
});

test("programs are started and signalled through procleash alone", () => {
  // The server may end itself.
  const found = files
    .filter(({ text }) => /"node:child_process"|process\.kill\((?!process\.pid,)/.test(text))
    .map(({ path }) => path);
  assert.deepEqual(found, []);
});

test(`no file has more than ${MAX_LINES} lines, exports without a name, or is a drawer for whatever is left`, () => {
  const found = files.filter(
    (file) => lineCount(file) > MAX_LINES || /^\s*export\s+(default\b|\*)/m.test(file.text) || DRAWER.test(file.path),
  );
  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  );
});
