// Promise: a name is looked up as cmd.exe does it, but never in the working directory.
import assert from "node:assert/strict";
import test from "node:test";
import { findProgram } from "../../../src/platform/windows/find-program.ts";
import { windowsFiles } from "../../support/windows-files.ts";

const files = windowsFiles({
  "C:\\one\\tool.exe": "MZ",
  "C:\\one\\tool.cmd": "",
  "C:\\two\\tool.com": "MZ",
  "C:\\two\\other.bat": "",
  "C:\\two\\both.cmd": "",
  "C:\\one\\both": "#!/bin/sh",
  "C:\\one\\npm": "#!/bin/sh",
  "C:\\one\\bare": "MZ",
  "C:\\one\\text": "hello",
  "C:\\one\\page.js": "hello",
  "C:\\two\\page.js": "#!/usr/bin/env node",
  "C:\\one\\python3.11": "MZ",
  "C:\\one\\python3.12.exe": "MZ",
  "C:\\one\\doc.txt": "hello",
  "C:\\one\\locked": null,
  "C:\\with;semicolon\\semi.exe": "MZ",
  "C:\\Program Files\\x y\\spaced.exe": "MZ",
  "\\\\server\\share\\remote.exe": "MZ",
  "C:\\Büro\\größer.exe": "MZ",
  "C:\\work\\planted.exe": "MZ",
  "C:\\work\\sub\\near.exe": "MZ",
  "C:\\work\\sub\\script": "#!/bin/sh",
  "C:\\.hidden.cmd": "",
});

interface Case {
  readonly file: string;
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly found: string | null;
}

const CASES: Readonly<Record<string, Case>> = {
  "a name: extensions in the order of PATHEXT": { file: "tool", found: "C:\\one\\tool.EXE binary" },
  "an order of one's own": { file: "tool", env: { PATHEXT: ".cmd;.exe" }, found: "C:\\one\\tool.cmd batch" },
  "PATHEXT under another spelling": { file: "tool", env: { PathExt: ".CMD" }, found: "C:\\one\\tool.CMD batch" },
  "a PATHEXT without extensions is none": { file: "tool", env: { PATHEXT: " ;x;" }, found: "C:\\one\\tool.EXE binary" },
  "folders in order, before extensions": { file: "tool", path: "C:\\two;C:\\one", found: "C:\\two\\tool.COM binary" },
  "a later folder": { file: "other", found: "C:\\two\\other.BAT batch" },
  "with its extension": { file: "tool.cmd", found: "C:\\one\\tool.cmd batch" },
  "in any case": { file: "TOOL.CmD", found: "C:\\one\\TOOL.CmD batch" },
  "an extension that is none": { file: "python3.12", found: "C:\\one\\python3.12.EXE binary" },
  "an extension that is none, and a program all the same": { file: "python3.11", found: "C:\\one\\python3.11 binary" },
  "a script without an extension": { file: "npm", found: "C:\\one\\npm script" },
  "the script is second choice, even if it comes first": { file: "both", found: "C:\\two\\both.CMD batch" },
  "a program without an extension": { file: "bare", found: "C:\\one\\bare binary" },
  "one that cannot be read is left to the system": { file: "locked", found: "C:\\one\\locked binary" },
  "a document is passed over": { file: "page", env: { PATHEXT: ".JS" }, found: "C:\\two\\page.JS script" },
  "a document, if there is nothing else": { file: "text", found: "C:\\one\\text document" },
  "a document with its extension": { file: "doc.txt", found: "C:\\one\\doc.txt document" },
  "a folder in quotes, with a semicolon in it": {
    file: "semi",
    path: 'C:\\nowhere;"C:\\with;semicolon";C:\\two',
    found: "C:\\with;semicolon\\semi.EXE binary",
  },
  "quotes around a part of a folder": {
    file: "spaced",
    path: 'C:\\"Program Files"\\x y\\',
    found: "C:\\Program Files\\x y\\spaced.EXE binary",
  },
  "a quote without its end": { file: "tool", path: 'C:\\x;"C:\\one', found: "C:\\one\\tool.EXE binary" },
  "a share": { file: "remote", path: "\\\\server\\share\\", found: "\\\\server\\share\\remote.EXE binary" },
  "names that are not ASCII": { file: "größer", path: "C:\\Büro", found: "C:\\Büro\\größer.EXE binary" },
  "not in the working directory": { file: "planted", found: null },
  "an empty entry is not the working directory": { file: "planted", path: ';;"";C:\\one; ;', found: null },
  "in the working directory, if PATH says so": { file: "planted", path: ".", found: "C:\\work\\planted.EXE binary" },
  "an entry relative to the working directory": { file: "near", path: "sub", found: "C:\\work\\sub\\near.EXE binary" },
  "a path relative to the working directory": { file: ".\\planted", found: "C:\\work\\planted.EXE binary" },
  slashes: { file: "./sub/near.exe", found: "C:\\work\\sub\\near.exe binary" },
  "a path to a script": { file: "sub\\script", found: "C:\\work\\sub\\script script" },
  "a path from the root of the drive": { file: "\\one\\tool", found: "C:\\one\\tool.EXE binary" },
  "a path relative to a drive": { file: "C:planted.exe", found: "C:\\work\\planted.exe binary" },
  "a full path": { file: "C:\\two\\other.bat", found: "C:\\two\\other.bat batch" },
  "dots and spaces at the end are dropped by Windows": {
    file: "C:\\two\\other.bat. .",
    found: "C:\\two\\other.bat batch",
  },
  "however many": { file: `other.bat${" .".repeat(100)}`, found: "C:\\two\\other.bat batch" },
  "a name that begins with a dot": { file: "C:\\.hidden", found: "C:\\.hidden.CMD batch" },
  "a folder": { file: "C:\\one", found: null },
  "a folder, said to be one": { file: "C:\\one\\tool.exe\\", found: null },
  "the folder itself": { file: ".", found: null },
  nothing: { file: "", found: null },
  "what is not there": { file: "missing", found: null },
  "quotes are no part of a name": { file: '"tool"', found: null },
};

for (const [what, { file, path = "C:\\one;C:\\two", env = {}, found }] of Object.entries(CASES)) {
  test(`${what}: ${file.slice(0, 40)}`, () => {
    const program = findProgram({ file, cwd: "C:\\work", env: { Path: path, ...env } }, files);
    assert.equal(program === null ? null : `${program.path} ${program.kind}`, found);
  });
}

test("without PATH, only paths are found", () => {
  assert.equal(findProgram({ file: "tool", cwd: "C:\\one", env: {} }, files), null);
  assert.notEqual(findProgram({ file: ".\\tool", cwd: "C:\\one", env: {} }, files), null);
});
