// Promise: a room of src/ imports only what this table allows. The table is the architecture; a change of it is a decision.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import test from "node:test";

/** Room (a folder of src/, or a file in it) -> the rooms that it may import; "type x": only types of it. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: ["type outcome"],
  outcome: ["type errors"],
  platform: ["errors", "type outcome"],
  spec: ["errors", "outcome", "platform"],
  streams: ["errors", "type spec"],
  observe: ["errors", "outcome"],
  spawn: ["platform", "type outcome", "type streams"],
  guardian: ["errors", "platform", "observe", "spawn", "type streams"],
  containment: ["errors", "outcome", "platform", "guardian", "observe", "spawn", "type spec", "type streams"],
  launch: ["errors", "outcome", "type containment", "type spec"],
  terminate: ["outcome", "observe", "type containment", "type spec"],
  job: ["errors", "outcome", "spec", "streams", "observe", "containment", "launch", "terminate"],
  run: ["errors", "outcome", "spec", "job"],
  runner: ["errors", "outcome", "spec", "job", "run"],
  index: ["errors", "outcome", "spec", "containment", "job", "run", "runner"],
  cli: ["index"],
};

/** What acts on the world is done in few places; types of these, and all other builtins, are free. */
const ACTS: Readonly<Record<string, readonly string[]>> = {
  "node:child_process": ["spawn", "platform/ps.ts", "containment/sweep/sweep.ts", "cli"],
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
const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^;"'`]*?\sfrom\s)?\s*"([^"]+)"|(?<![\w.])import\(\s*"([^"]+)"/gm;

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, room: roomOf(path), text: readFileSync(new URL(path, SRC), "utf8") }));
type File = (typeof files)[number];

/** The promise of one test: `what` finds nothing wrong in any file; otherwise each find is named, and `remedy` says what to do. */
function nowhere(promise: string, what: (file: File) => readonly string[], remedy: string): void {
  test(promise, () => {
    const found = files.flatMap((file) => what(file).map((wrong) => `src/${file.path} ${wrong}`));
    assert.deepEqual(found, [], remedy);
  });
}

const MOVE =
  "Use what that room may import, or move the code; if the architecture itself should change, change the table";

nowhere(
  "no room imports what the table does not allow",
  ({ path, room, text }) =>
    [...text.matchAll(IMPORT)].flatMap(([, type, named, called]) => {
      const specifier = named ?? called ?? "";
      if (specifier.startsWith("node:"))
        return type !== undefined || mayAct(specifier, path, room) ? [] : [`imports ${specifier}`];
      if (!specifier.startsWith(".")) return [`imports the package "${specifier}": the library has no dependencies`];
      const target = posix.join(posix.dirname(path), specifier);
      const [to, allowed] = [roomOf(target), MAY_IMPORT[room] ?? []];
      if (to === room || allowed.includes(to) || (type !== undefined && allowed.includes(`type ${to}`))) return [];
      return [`imports ${type ?? ""}src/${target}; ${room} may import: ${allowed.join(", ") || "nothing"}`];
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
  ({ path }) => (/(^|[/-])(utils?|common|helpers?|misc)\b/.test(path) ? ["says nothing"] : []),
  "Name the file for what it is responsible for",
);

nowhere(
  `no file has more than ${MAX_LINES} lines without a reason`,
  ({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > MAX_LINES === path in LONG ? [] : [`has ${lines} lines`];
  },
  "Split it by reason to change, or give the reason in LONG; a file that became short leaves LONG",
);

nowhere(
  "no file exports without a name",
  ({ text }) => text.match(/^\s*export\s+(default\b|\*|\{[^}]*\bas default\b).*/gm) ?? [],
  "Name what is exported, one by one: no `export *`, no default export",
);

function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : path.replace(/\.ts$/, "");
}

function mayAct(act: string, path: string, room: string): boolean {
  const where = ACTS[act.replace(/^(node:\w+)\/.*/, "$1")];
  return where === undefined || where.includes(room) || where.includes(path);
}
