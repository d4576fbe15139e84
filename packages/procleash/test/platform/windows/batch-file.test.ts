// Promise: a batch file is taken for a shim only if its arguments arrive as they are, whatever they contain.
import assert from "node:assert/strict";
import test from "node:test";
import { READ_BYTES, lineAgainst } from "../../../src/platform/windows/batch-file.ts";

const SHIMS: Readonly<Record<string, string>> = {
  "as npm writes them": [
    "@ECHO off",
    "GOTO start",
    ":find_dp0",
    "SET dp0=%~dp0",
    "EXIT /b",
    ":start",
    "SETLOCAL",
    "CALL :find_dp0",
    'IF EXIST "%dp0%\\node.exe" (',
    '  SET "_prog=%dp0%\\node.exe"',
    ") ELSE (",
    '  SET "_prog=node"',
    "  SET PATHEXT=%PATHEXT:;.JS;=;%",
    ")",
    'endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & "%_prog%"  "%dp0%\\..\\tool\\cli.js" %*',
  ].join("\r\n"),
  "as pnpm writes them": [
    "@SETLOCAL",
    '@IF EXIST "%~dp0\\node.exe" (',
    '  "%~dp0\\node.exe"  "%~dp0\\..\\tool\\cli.js" %*',
    ") ELSE (",
    "  @SET PATHEXT=%PATHEXT:;.JS;=;%",
    '  node  "%~dp0\\..\\tool\\cli.js" %*',
    ")",
  ].join("\r\n"),
  "npm's own: what is called knows nothing of the arguments": [
    'FOR /F "delims=" %%F IN (\'CALL "%NODE_EXE%" "%PREFIX_JS%"\') DO (',
    '  SET "CLI_JS=%%F\\npm-cli.js"',
    ")",
    '"%NODE_EXE%" "%CLI_JS%" %*',
  ].join("\n"),
  "arguments that are compared": 'if "%~1"=="" goto usage\nif %1.==. goto usage\ntool "%~2" %3',
  "a line in pieces": '"%JAVA%" ^\r\n  -jar "%HOME%\\x.jar" ^\r\n  %*',
  "none at all": "echo off\r\nset X=%Y%\r\ncall other\r\nfor %%i in (1 2) do echo %%1",
  "a remark of the kind of a label": ":: call this with %1 and %2\ntool %*",
};

for (const [what, text] of Object.entries(SHIMS)) {
  test(`a shim: ${what}`, () => assert.equal(lineAgainst(text), null));
}

const OTHERS: readonly string[] = [
  "call tool %*",
  '@CALL "%~dp0tool" %1',
  "for %%a in (%*) do tool %%a",
  "for /f %%a in ('tool %*') do echo %%a",
  "set ARGS=%*",
  'set "ARGS=%~1"',
  "start tool %*",
  "cmd /c tool %*",
  'cmd.exe /d /c "tool %*"',
  "%COMSPEC% /c tool %*",
  '"%COMSPEC%" /c tool %*',
  "tool %* | more",
  "echo %1|tool",
  '"%~dp0\\other.cmd" %*',
  "other.bat %*",
  "shift",
  "setlocal EnableDelayedExpansion",
  "setlocal enableextensions enabledelayedexpansion",
  "echo %cmdcmdline%",
  'tool "%1"',
  'tool "-x=%*"',
  'if "%1"=="" goto usage',
  "tool %~1",
  "tool %~dpnx1",
  "tool %~$PATH:1",
  'tool ^"%~1"',
  'tool "a" %~1',
  "rem %~1",
];

for (const line of OTHERS) {
  test(`no shim: ${line}`, () => assert.equal(lineAgainst(`@echo off\r\n  ${line}\r\ntool %*`), line));
}

test("a caret at the end of a line hides nothing", () => {
  assert.notEqual(lineAgainst("call ^\r\n tool %*"), null);
  assert.notEqual(lineAgainst('echo "a ^\r\ntool %~1 "'), null);
});

test("what lies behind the part that is read could be anything", () => {
  const most = "rem\n".repeat(READ_BYTES / 4 - 1);
  assert.equal(lineAgainst(most), null);
  assert.notEqual(lineAgainst(`${most}rem\n`), null);
  assert.notEqual(lineAgainst(`rem${"€".repeat(READ_BYTES / 3)}\ntool %*`), null, "bytes count, not characters");
});
