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
    ":: Created by npm, please don't edit manually.",
    "@ECHO OFF",
    "",
    "SETLOCAL",
    'SET "NODE_EXE=%~dp0\\node.exe"',
    'IF NOT EXIST "%NODE_EXE%" (',
    '  SET "NODE_EXE=node"',
    ")",
    'SET "CLI_JS=%~dp0\\node_modules\\npm\\bin\\npm-cli.js"',
    'FOR /F "delims=" %%F IN (\'CALL "%NODE_EXE%" "%PREFIX_JS%"\') DO (',
    '  SET "CLI_JS=%%F\\npm-cli.js"',
    ")",
    '"%NODE_EXE%" "%CLI_JS%" %*',
  ].join("\r\n"),
  "one line": '@"C:\\Program Files (x86)\\node.exe" --max-old-space-size=4096 "%~dp0\\x.js" %*',
};

/** As if `node` were a program, and nothing else. */
const lookAt = (text: string): string | null => lineAgainst(text, (name) => name === "node");

for (const [what, text] of Object.entries(SHIMS)) {
  test(`a shim: ${what}`, () => assert.equal(lookAt(text), null));
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
  "node ^%1",
  "node x.js ^%*",
  'node "%~1"',
  "npm %*",
  '"%T%" %*',
  '"C:\\Windows\\System32\\cmd.exe" /c %*',
  "path %1;%PATH%",
  'node x.js "\u30c7%1"',
  "node x.js %* | tee log",
  'set "X=a&b"',
  "node x.js \u00a0%*",
  "\u001anode %*",
];

for (const line of OTHERS) {
  test(`no shim: ${line}`, () => assert.equal(lookAt(`@echo off\r\n  ${line}\r\nnode %*`), line.trim()));
}

const TEXTS: Readonly<Record<string, string>> = {
  "a line in pieces": "node x.js ^\r\n%*",
  "a line in pieces, within quotes": 'node x.js ^\r\n"%~1"',
  "a mark before its first line, behind which a label is none": '\ufeff:: usage "%1"\r\nnode %*',
  "a label within parentheses": 'if defined x (\r\n:: one\r\n:: two "%1"\r\nnode %*\r\n)',
  "a pipe behind a block": "(\r\nnode x.js %*\r\n) | tee log",
  "arguments in a loop, whose variable they could name":
    'for /f "delims=" %%F in (\'call "%A%" "%B%"\') do (\r\nnode %*\r\n)',
  "arguments between the lines of a for": "for /f %%i in ('\r\nnode %*\r\n') do echo %%i",
  "lines that end with carriage returns alone": 'node "\rx" %1',
  "a program that is another batch file in one of two cases": 'SET "P=%~dp0\\node.exe"\r\nSET "P=npm"\r\n"%P%" %*',
};
for (const [what, text] of Object.entries(TEXTS)) test(`no shim: ${what}`, () => assert.notEqual(lookAt(text), null));

test("what lies behind the part that is read could be anything", () => {
  const most = "@\r\n".repeat(READ_BYTES / 3 - 1);
  assert.equal(lookAt(most), null);
  assert.notEqual(lookAt(`${most}@\r\n@\r\n`), null);
});
