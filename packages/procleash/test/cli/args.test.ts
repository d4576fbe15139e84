/** Promise: the command line means what the manual says, and nonsense is refused with a sentence that helps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArgs } from "../../src/cli/args.ts";
import type { RunOptions } from "../../src/cli/args.ts";
import { parseDuration, parseSignal, showDuration } from "../../src/cli/values.ts";

function run(...argv: readonly string[]): {
  readonly program: string;
  readonly args: readonly string[];
  readonly options: RunOptions;
} {
  const command = parseArgs(argv);
  assert.equal(command.kind, "run", JSON.stringify(command));
  return command;
}

function problem(...argv: readonly string[]): string {
  const command = parseArgs(argv);
  assert.equal(command.kind, "misuse", JSON.stringify(command));
  return command.problem;
}

test("options end at the first word that is none, and the rest belongs to the program", () => {
  const { program, args, options } = run("--timeout", "3s", "sh", "-c", "x", "--foo", "--summary");
  assert.deepEqual(
    [program, args, options.timeout, options.summary],
    ["sh", ["-c", "x", "--foo", "--summary"], 3_000, false],
  );
});

test("options end at --, also before a program that looks like an option", () => {
  assert.deepEqual(run("--json", "--", "--weird", "--").args, ["--"]);
  assert.equal(run("--", "doctor").program, "doctor");
  assert.equal(run("-").program, "-");
});

test("every option is understood in each of its spellings", () => {
  const cases: readonly (readonly [readonly string[], Partial<RunOptions>])[] = [
    [["--timeout=1.5m"], { timeout: 90_000 }],
    [["-t", "500ms"], { timeout: 500 }],
    [["-t2"], { timeout: 2_000 }],
    [["--kill-after", "1h"], { killAfter: 3_600_000 }],
    [["-k", "0"], { killAfter: 0 }],
    [["--idle-timeout=1d"], { idleTimeout: 86_400_000 }],
    [["--signal", "int"], { signal: "SIGINT" }],
    [["-s", "SIGHUP"], { signal: "SIGHUP" }],
    [["-s9"], { signal: "SIGKILL" }],
    [["--cwd", "/"], { cwd: "/" }],
    [["-C/tmp"], { cwd: "/tmp" }],
    [["--env", "A=1=2", "-e", "B="], { env: { A: "1=2", B: "" } }],
    [["--clean-env"], { cleanEnv: true }],
    [["--leftovers", "wait"], { leftovers: "wait" }],
    [["--require-proof"], { requireProof: true }],
    [["--json"], { json: true }],
    [["--summary"], { summary: true }],
  ];
  for (const [argv, expected] of cases) {
    const { options } = run(...argv, "true");
    assert.deepEqual(options, { ...run("true").options, ...expected }, argv.join(" "));
  }
});

test("--env with a name alone takes the value from leash's own environment", () => {
  assert.equal(run("-e", "PATH", "true").options.env["PATH"], process.env["PATH"]);
});

test("nonsense is refused, and the sentence names it", () => {
  assert.match(problem(), /no program/);
  assert.match(problem("--timeout"), /--timeout needs a value/);
  assert.match(problem("--timeout", "soon", "x"), /"soon" is no duration/);
  assert.match(problem("--signal", "SIGNOPE", "x"), /"SIGNOPE" is no signal/);
  assert.match(problem("--leftovers", "eat", "x"), /"eat" is not stop, wait or leave/);
  assert.match(problem("--env", "=1", "x"), /no name/);
  assert.match(problem("--sumary", "x"), /"--sumary"; did you mean --summary\?/);
  assert.doesNotMatch(problem("--completely-else", "x"), /did you mean/);
  assert.match(problem("--json=yes", "x"), /takes no value/);
  assert.match(problem("doctor", "who"), /leash -- doctor/);
});

test("durations and signals", () => {
  assert.deepEqual(["7", "0.5", ".5s", "250ms", "2m"].map(parseDuration), [7_000, 500, 500, 250, 120_000]);
  for (const bad of ["", "s", "-1", "1 s", "1e3", "Infinity"])
    assert.throws(() => parseDuration(bad), /no duration/, bad);
  assert.deepEqual(["TERM", "sigterm", "15"].map(parseSignal), ["SIGTERM", "SIGTERM", "SIGTERM"]);
  assert.deepEqual([3, 999.6, 3_000, 61_000, 7_200_000].map(showDuration), [
    "3 ms",
    "1000 ms",
    "3 s",
    "1 min 1 s",
    "2 h 0 min",
  ]);
});
