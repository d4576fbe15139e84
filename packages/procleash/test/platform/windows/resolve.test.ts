// Promise: what CreateProcessW is given starts the right program with the right arguments; else the error says what is missing.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError } from "../../../src/errors.ts";
import { resolveCommand } from "../../../src/platform/windows/resolve.ts";
import type { Command, Request } from "../../../src/platform/windows/resolve.ts";
import { windowsFiles } from "../../support/windows-files.ts";

const files = windowsFiles({
  "C:\\bin\\tool.exe": "MZ",
  "C:\\bin\\node.exe": "MZ",
  "C:\\bin\\sh.exe": "MZ",
  "C:\\bin\\shim.cmd": '@"%~dp0node.exe" "%~dp0shim.js" %*\r\n',
  "C:\\bin\\caller.cmd": "call tool %*",
  "C:\\bin\\script": "#!/usr/bin/env node\n",
  "C:\\bin\\shell-script": "#!/bin/sh -e\r\n",
  "C:\\bin\\by-shim": "#!/usr/bin/env shim\n",
  "C:\\bin\\by-script": "#!/usr/bin/env script\n",
  "C:\\bin\\by-itself": "#!/usr/bin/env by-itself\n",
  "C:\\bin\\orphan": "#!/usr/bin/env gone\n",
  "C:\\bin\\strange": "#!\n",
  "C:\\bin\\text.txt": "hello",
  "C:\\work\\here.exe": "MZ",
  "C:\\usr\\bin\\planted.exe": "MZ",
  "C:\\bin\\wants-planted": "#!/usr/bin/planted\n",
  "\\\\server\\share\\file": "",
});

function resolve(request: Partial<Request>): Command {
  return resolveCommand(
    { file: "tool", args: [], cwd: "C:\\work", env: { Path: "C:\\bin" }, ...request },
    { files, cwd: "C:\\work", root: "C:\\Windows" },
  );
}

const CMD = "C:\\Windows\\System32\\cmd.exe";
const STARTED: Readonly<Record<string, readonly [Partial<Request>, Command]>> = {
  "a program": [
    { file: "tool", args: ["a b", '"'] },
    { application: "C:\\bin\\tool.EXE", commandLine: 'tool "a b" "\\""' },
  ],
  "a path": [{ file: ".\\here.exe" }, { application: "C:\\work\\here.exe", commandLine: ".\\here.exe" }],
  "a cwd that is relative": [
    { file: ".\\here", cwd: "..\\work" },
    { application: "C:\\work\\here.EXE", commandLine: ".\\here" },
  ],
  "the host's cwd": [
    { file: ".\\here", cwd: undefined },
    { application: "C:\\work\\here.EXE", commandLine: ".\\here" },
  ],
  "a batch file, by cmd.exe of Windows whatever ComSpec names": [
    { file: "shim", args: ["a&b"], env: { PATH: "C:\\bin", ComSpec: "C:\\evil.exe" } },
    { application: CMD, commandLine: `"${CMD}" /d /e:on /v:off /s /c ""C:\\bin\\shim.CMD" "a&b""` },
  ],
  "a script": [
    { file: "script", args: ["x y"] },
    { application: "C:\\bin\\node.EXE", commandLine: 'node C:\\bin\\script "x y"' },
  ],
  "a script with an argument for its interpreter": [
    { file: "shell-script" },
    { application: "C:\\bin\\sh.EXE", commandLine: "/bin/sh -e C:\\bin\\shell-script" },
  ],
  "a script whose interpreter is a batch file": [
    { file: "by-shim", args: ["%"] },
    {
      application: CMD,
      commandLine: `"${CMD}" /d /e:on /v:off /s /c ""C:\\bin\\shim.CMD" C:\\bin\\by-shim "%%cd:~,%""`,
    },
  ],
  "a script whose interpreter is a script": [
    { file: "by-script" },
    { application: "C:\\bin\\node.EXE", commandLine: "node C:\\bin\\script C:\\bin\\by-script" },
  ],
};

for (const [what, [request, command]] of Object.entries(STARTED)) {
  test(`starts ${what}`, () => assert.deepEqual(resolve(request), command));
}

const REFUSED: Readonly<Record<string, readonly [Partial<Request>, code: string, says: RegExp]>> = {
  "a cwd that is missing": [{ cwd: "C:\\gone" }, "BAD_CWD", /^Cannot start "tool": the working directory "C:\\\\gone"/],
  "a cwd that is a file": [{ cwd: "C:\\bin\\tool.exe" }, "BAD_CWD", /is no directory/],
  "a name that is missing": [{ file: "gone" }, "PROGRAM_NOT_FOUND", /not found on PATH; check the spelling/],
  "a path that is missing": [{ file: "C:\\gone.exe" }, "PROGRAM_NOT_FOUND", /not found under this path/],
  "an env without PATH": [{ env: {} }, "PROGRAM_NOT_FOUND", /has no PATH/],
  "what is in the working directory only": [{ file: "here" }, "PROGRAM_NOT_FOUND", /run only as "\.\\\\here"/],
  "a directory": [{ file: "C:\\bin" }, "PROGRAM_NOT_EXECUTABLE", /"C:\\\\bin" is a directory/],
  "a document": [{ file: "text.txt" }, "PROGRAM_NOT_EXECUTABLE", /run it through its interpreter/],
  "a script without its interpreter": [
    { file: "orphan" },
    "INTERPRETER_NOT_FOUND",
    /interpreter "gone" is not on PATH/,
  ],
  "a script without any": [{ file: "strange" }, "INTERPRETER_NOT_FOUND", /program found at "C:\\\\bin\\\\strange"/],
  "a script that runs itself": [{ file: "by-itself" }, "INTERPRETER_NOT_FOUND", /"by-itself"/],
  "an interpreter that is planted on the drive": [{ file: "wants-planted" }, "INTERPRETER_NOT_FOUND", /planted/],
  "a batch file in a network folder": [{ file: "shim", cwd: "\\\\server\\share" }, "BAD_CWD", /network folder/],
  "an argument that a batch file would break": [
    { file: "caller", args: ["%PATH%"] },
    "ARGUMENT_REFUSED",
    /argument 1.*call tool/,
  ],
  "a line break for a batch file": [{ file: "shim", args: ["a", "b\nc"] }, "ARGUMENT_REFUSED", /argument 2/],
  "too much for Windows": [
    { args: ["short", "x".repeat(40_000)] },
    "ARGUMENTS_TOO_LONG",
    /argument 2 is the longest with 40000 characters.*40011 and Windows takes 32766; send long text through stdin/,
  ],
  "a variable that is too much for Windows": [
    { env: { LONG: "x".repeat(32_767) } },
    "ARGUMENTS_TOO_LONG",
    /variable "LONG" has 32767 characters and Windows takes 32766; leave it out/,
  ],
  "too much for a batch file": [
    { file: "shim", args: ["x".repeat(9000)] },
    "ARGUMENTS_TOO_LONG",
    /cmd\.exe.*takes 8191/,
  ],
};

for (const [what, [request, code, says]] of Object.entries(REFUSED)) {
  test(`refuses ${what}: ${code}`, () => {
    assert.throws(
      () => resolve(request),
      (error) => {
        assert.ok(error instanceof LeashError);
        assert.equal(error.code, code);
        assert.match(error.message, says);
        assert.ok(error.message.length < 500);
        return true;
      },
    );
  });
}

test("exactly as much as Windows takes", () => {
  const fits = "x".repeat(32_766 - "tool ".length);
  assert.equal(resolve({ args: [fits] }).commandLine.length, 32_766);
  assert.throws(() => resolve({ args: [`${fits}x`] }), { code: "ARGUMENTS_TOO_LONG" });
});
