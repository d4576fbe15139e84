// Promise: the first line of a script says which program runs it, as on Linux.
import assert from "node:assert/strict";
import test from "node:test";
import { parseShebang } from "../../../src/platform/windows/shebang.ts";

const CASES: readonly (readonly [line: string, interpreter: string, ...args: string[]])[] = [
  ["#!/bin/sh", "/bin/sh"],
  ["#! /bin/sh -e", "/bin/sh", "-e"],
  ["#!/usr/bin/perl -w -T \t", "/usr/bin/perl", "-w -T"],
  ["#!/bin/sh\r\necho", "/bin/sh"],
  ["#!/usr/bin/env node\nrest", "node"],
  ["#!/usr/bin/env -S deno run --allow-net", "deno", "run", "--allow-net"],
  ["#!/usr/bin/env --split-string=deno run", "deno", "run"],
  ["#!/usr/bin/env -S tool 'two words' \"and \"three", "tool", "two words", "and three"],
  ["#!env python3", "python3"],
  ["#!/usr/bin/env", "/usr/bin/env"],
  ["#!/usr/bin/env -i node", "/usr/bin/env", "-i node"],
  ["#!/usr/bin/env A=b node", "/usr/bin/env", "A=b node"],
  ["#!/usr/bin/env -S node\\_x", "/usr/bin/env", "-S node\\_x"],
  ["#!/usr/bin/env -S ${HOME}/x", "/usr/bin/env", "-S ${HOME}/x"],
  ["#!/opt/environment -x", "/opt/environment", "-x"],
  ["#!C:\\x y\\z.exe", "C:\\x y\\z.exe"],
  ["#!C:\\x y\\z.exe -a b", "C:\\x y\\z.exe", "-a b"],
  ["#!C:/tools/run.cmd", "C:/tools/run.cmd"],
  ['#!"C:\\x y\\z" -a', "C:\\x y\\z", "-a"],
  ["#!C:\\x.execute -a", "C:\\x.execute", "-a"],
  ["#!node", "node"],
];

for (const [line, interpreter, ...args] of CASES) {
  test(JSON.stringify(line), () => assert.deepEqual(parseShebang(line), { interpreter, args }));
}

for (const text of ["", "#!", "#! \t\n/bin/sh", "# !/bin/sh", "MZ", "\ufeff#!/bin/sh", '#!"']) {
  test(`no interpreter: ${JSON.stringify(text)}`, () => assert.equal(parseShebang(text), null));
}
