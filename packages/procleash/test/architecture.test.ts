// Promise: a room of src/ imports only what this table allows. The table is the architecture; a change of it is a decision.
import assert from "node:assert/strict";
import { posix } from "node:path";
import test from "node:test";
import { DRAWER, importsOf, lineCount, roomOf, sourcesIn } from "./support/sources.ts";
import type { SourceFile } from "./support/sources.ts";

/** Room (a folder of src/, or a file in it) -> the rooms that it may import; "type x": only types of it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: ["type outcome"],
  outcome: ["type errors"],
  platform: ["errors", "type outcome"],
  "exit-code": ["platform"],
  spec: ["errors", "outcome", "platform"],
  streams: ["errors", "type spec"],
  observe: ["errors", "outcome"],
  spawn: ["platform", "type outcome", "type streams"],
  guardian: ["errors", "platform", "observe", "spawn", "type streams"],
  containment: [
    "errors",
    "outcome",
    "exit-code",
    "platform",
    "guardian",
    "observe",
    "spawn",
    "type spec",
    "type streams",
  ],
  launch: ["errors", "outcome", "platform", "type containment", "type spec"],
  terminate: ["outcome", "observe", "type containment", "type spec"],
  job: ["errors", "outcome", "exit-code", "spec", "streams", "observe", "containment", "launch", "terminate"],
  run: ["errors", "outcome", "spec", "job"],
  runner: ["errors", "outcome", "spec", "job", "run"],
  index: ["errors", "outcome", "spec", "containment", "job", "run", "runner"],
  cli: ["index", "exit-code"],
};

/** What acts on the world is done in few places; types of these, and all other builtins, are free. */
const ACTS: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": [
    "spawn",
    "platform/ps.ts",
    "containment/sweep/sweep.ts",
    "containment/taskkill/taskkill.ts",
    "containment/taskkill/tree.ts",
    "cli",
  ],
  "node:fs": ["platform", "containment", "launch", "cli"],
  "node:net": ["spawn", "cli"],
  "node:worker_threads": [],
  "process.kill": ["platform", "cli"],
  "process.platform": ["platform", "containment/choose.ts"],
};

/** Files that may pass the limit, each with the reason why it is not split. */
const LONG: Readonly<Record<string, string>> = {};
const MAX_LINES = 250;

const SRC = new URL("../src/", import.meta.url);
const files = sourcesIn(SRC);

/** The promise of one test: `what` finds nothing wrong in any file; otherwise each find is named, and `remedy` says what to do. */
function nowhere(promise: string, what: (file: SourceFile) => readonly string[], remedy: string): void {
  test(promise, () => {
    const found = files.flatMap((file) => what(file).map((wrong) => `src/${file.path} ${wrong}`));
    assert.deepEqual(found, [], remedy);
  });
}

const MOVE =
  "Use what that room may import, or move the code; if the architecture itself should change, change the table";

nowhere(
  "no room imports what the table does not allow",
  (file) =>
    importsOf(file).flatMap(({ specifier, isType }) => {
      const { path, room } = file;
      if (specifier.startsWith("node:")) return isType || mayAct(specifier, path, room) ? [] : [`imports ${specifier}`];
      if (!specifier.startsWith(".")) return [`imports the package "${specifier}": the library has no dependencies`];
      const target = posix.join(posix.dirname(path), specifier);
      const [to, allowed] = [roomOf(target), MAY_IMPORT[room] ?? []];
      if (to === room || allowed.includes(to) || (isType && allowed.includes(`type ${to}`))) return [];
      return [`imports ${isType ? "type " : ""}src/${target}; ${room} may import: ${allowed.join(", ") || "nothing"}`];
    }),
  MOVE,
);

nowhere(
  "no other room sends signals, or asks which system this is",
  ({ path, room, text }) =>
    ["process.kill", "process.platform"]
      .filter((act) => text.includes(act) && !mayAct(act, path, room))
      .map((act) => `uses ${act}`),
  MOVE,
);

nowhere(
  "no room is missing in the table",
  ({ room }) => (MAY_IMPORT[room] === undefined ? [`is in "${room}"`] : []),
  "Put the room into the table, with what it may import",
);

nowhere(
  "no file is a drawer for whatever is left",
  ({ path }) => (DRAWER.test(path) ? ["says nothing"] : []),
  "Name the file for what it is responsible for",
);

nowhere(
  `no file has more than ${MAX_LINES} lines without a reason`,
  (file) => {
    const lines = lineCount(file);
    return lines > MAX_LINES === file.path in LONG ? [] : [`has ${lines} lines`];
  },
  "Split it by reason to change, or give the reason in LONG; a file that became short leaves LONG",
);

nowhere(
  "no file exports without a name",
  ({ text }) => text.match(/^\s*export\s+(default\b|\*|\{[^}]*\bas default\b).*/gm) ?? [],
  "Name what is exported, one by one: no `export *`, no default export",
);

function mayAct(act: string, path: string, room: string): boolean {
  const where = ACTS[act.replace(/^(node:\w+)\/.*/, "$1")];
  return where === undefined || where.includes(room) || where.includes(path);
}
