// Promise: an argument reaches what is behind a batch file as it is, or it is refused; it is never a command of its own.
import assert from "node:assert/strict";
import test from "node:test";
import { batchCommandLine } from "../../../src/platform/windows/batch-command.ts";
import type { Files } from "../../../src/platform/windows/files.ts";
import { LeashError } from "../../../src/errors.ts";
import { parsedByUcrt } from "../../support/argv-parsers.ts";
import { argumentsIn, executedBy } from "../../support/cmd-model.ts";
import { random } from "../../support/random.ts";

const CMD = "C:\\Windows\\System32\\cmd.exe";
const SHIM = '"C:\\node\\node.exe" "C:\\x\\cli.js" %*';

function files(text: string | null): Files {
  return { isFile: () => true, isFolder: () => false, read: () => text };
}

function lineFor(args: readonly string[], text: string | null = SHIM, path = "C:\\x\\t.cmd", env = {}): string {
  return batchCommandLine({ interpreter: CMD, path, args, cwd: "C:\\w", env }, files(text));
}

/** The part behind the batch file's name. */
const CASES: readonly (readonly [argument: string, written: string])[] = [
  ["plain", "plain"],
  ["--x", "--x"],
  ["", '""'],
  ["two words", '"two words"'],
  ["a=b", '"a=b"'],
  ["C:\\a\\", '"C:\\a\\\\"'],
  ['say "hi"', '"say ""hi"""'],
  ['a\\"b', '"a\\\\""b"'],
  ["a&b|c<d>e(f)g^h!i", '"a&b|c<d>e(f)g^h!i"'],
  ["50%", '"50%%cd:~,%"'],
  ["%PATH%", '"%%cd:~,%PATH%%cd:~,%"'],
];

for (const [argument, written] of CASES) {
  test(`${JSON.stringify(argument)} is written ${written}`, () => {
    assert.equal(lineFor([argument]), `"${CMD}" /d /e:on /v:off /s /c ""C:\\x\\t.cmd" ${written}"`);
  });
}

test("the batch file's own path may hold anything that a path can", () => {
  const path = "C:\\R&D (x86)\\100%PATH%\\^!\\t.cmd";
  const variables = new Map([
    ["CD", "C:\\"],
    ["PATH", '" & calc'],
  ]);
  assert.deepEqual(executedBy(lineFor(["a"], SHIM, path), { variables, batchFiles: new Map([[path, "x %*"]]) }), [
    "x a",
  ]);
});

function refused(code: string, says: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof LeashError);
    assert.equal(error.code, code);
    assert.match(error.message, says);
    return true;
  };
}

test("a line break is refused, whatever the batch file does", () => {
  for (const argument of ["a\nb", "a\r", "\r\n&calc", "a\0b"]) {
    assert.throws(() => lineFor(["fine", argument]), refused("ARGUMENT_REFUSED", /argument 2 has a line break.*stdin/));
  }
});

test("what means something to cmd.exe is refused where the batch file is unknown, or no shim", () => {
  for (const character of ['"', "&", "|", "<", ">", "(", ")", "^", "%", "!"]) {
    assert.throws(() => lineFor([`x${character}`], null), refused("ARGUMENT_REFUSED", /argument 1.*cannot be read/));
    assert.throws(() => lineFor([`x${character}`], "call x %*"), refused("ARGUMENT_REFUSED", /\("call x %\*"\)/));
  }
  for (const argument of ["", "two words", "a=b;c,d", "C:\\x y\\", "ünï", "it's", "`", "*?", "--a"]) {
    lineFor([argument], "call x %*");
  }
});

test("a percent sign is refused where CD is empty: then it could not be kept apart from a variable", () => {
  assert.throws(() => lineFor(["5%"], SHIM, "C:\\x\\t.cmd", { cd: "" }), refused("ARGUMENT_REFUSED", /CD is empty/));
  assert.throws(() => lineFor([], SHIM, "C:\\5%\\t.cmd", { cd: "" }), refused("ARGUMENT_REFUSED", /CD is empty/));
  lineFor(["5%"], SHIM, "C:\\x\\t.cmd", { cd: "x" });
});

const PIECES = [
  '"',
  '"',
  '""',
  "\\",
  "\\",
  '\\"',
  "%",
  "%",
  "%%",
  "^",
  "!",
  "&",
  "|",
  "||",
  "<",
  ">",
  "(",
  ")",
  " ",
  "\t",
  ",",
  ";",
  "=",
  "~",
  ":",
  "a",
  "é",
  "😀",
  "calc",
  "&calc",
  '"&calc&"',
  "%Q%",
  "%Q%&calc",
  "%CMDCMDLINE:~-1%&calc",
  "%cd:~,1%",
  "%cd:~,%",
  "%1",
  "%~1",
  "%*",
  "%%Q%%",
  "^%Q^%",
  "^&",
  "'",
  "`",
];

/** What `tool` must be given, or null if it is only known that nothing else may be run. */
const BATCH_FILES: Readonly<Record<string, "all" | "first" | null>> = {
  "tool x %*": "all",
  '@"%TOOL%"  "%HOME%\\cli.js" %*': "all",
  "tool x %1": "first",
  'tool x "%~1"': "first",
  "call tool x %*": "all",
  'call tool x "%~1"': "first",
  'tool x "%1"': null,
  'tool x "%*"': null,
  "tool x %~1": null,
  "tool x %CMDCMDLINE%": null,
};

test("10,000 random arguments arrive as they are or are refused, and nothing else is run", () => {
  const seed = Date.now() % 1_000_000;
  const from = random(seed);
  const path = "C:\\x y\\100%Q%\\t.cmd";
  const arrived = new Map(Object.keys(BATCH_FILES).map((batch) => [batch, 0]));
  for (let round = 0; round < 10_000; round++) {
    const args = Array.from({ length: 1 + from.below(3) }, () => {
      const length = from.below(6);
      // Some that are harmless, or nothing would pass where the batch file is no shim.
      const pieces = from.below(3) === 0 ? ["a", " ", "\\", "=", "é", ",", "-", "😀", "\t", "'", "/"] : PIECES;
      return Array.from({ length }, () => from.pick(pieces)).join("");
    });
    const batch = from.pick(Object.keys(BATCH_FILES));
    const about = `seed ${seed}, round ${round}: ${JSON.stringify(args)} for ${batch}`;
    let line: string;
    try {
      line = lineFor(args, batch, path);
    } catch (error) {
      assert.equal((error as LeashError).code, "ARGUMENT_REFUSED", about);
      assert.ok(/[&|<>()"^%!]/.test(args.join("")), about);
      assert.ok(!batch.startsWith("tool x %*"), `refused for nothing, ${about}`);
      continue;
    }
    const variables = new Map([
      ["CD", "C:\\a & b"],
      ["Q", '"'],
      ["TOOL", "tool"],
      ["HOME", "C:\\h"],
    ]);
    const commands = executedBy(line, { variables, batchFiles: new Map([[path, batch]]) });
    assert.equal(commands.length, 1, `${about}: ${commands.join(" AND ")}`);
    const [command = ""] = commands;
    assert.match(command, /^@?"?tool/, about);
    arrived.set(batch, (arrived.get(batch) ?? 0) + 1);
    const wanted = BATCH_FILES[batch];
    const seen = parsedByUcrt(command).slice(2);
    if (wanted === "all") assert.deepEqual(seen, args, about);
    if (wanted === "first") assert.deepEqual(seen, args.slice(0, 1), about);
  }
  for (const [batch, times] of arrived) assert.ok(times > 50, `${batch} was tried ${times} times only`);
});

test("a batch file can tell its arguments apart", () => {
  const args = ["a b", "c,d;e=f", "", 'g"h i', "50% j"];
  const line = executedBy(lineFor(args, "tool %*"), {
    variables: new Map([["CD", "C:\\"]]),
    batchFiles: new Map([["C:\\x\\t.cmd", "tool %*"]]),
  });
  assert.equal(argumentsIn(line.join("").slice("tool ".length)).length, args.length);
});
