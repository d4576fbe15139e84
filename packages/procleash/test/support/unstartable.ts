import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { LeashErrorCode, StartOptions } from "../../src/index.ts";

/** Where the files of the table are; whoever imports it removes it. */
export const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
/** A path in it. */
export const at = (name: string): string => join(folder, name);
/** An executable file in it. */
export const script = (name: string, text: string, mode = 0o755): string => {
  writeFileSync(at(name), text);
  chmodSync(at(name), mode);
  return at(name);
};
mkdirSync(at("directory"));
symlinkSync(at("loop"), at("loop"));
symlinkSync(at("nowhere"), at("dangling"));

export interface Case {
  readonly what: string;
  readonly file: string;
  readonly options?: StartOptions;
  readonly code: LeashErrorCode;
  readonly says: readonly RegExp[];
}

/** What cannot be started, and what is said of it: one table for every way to start. */
export const cases: readonly Case[] = [
  {
    what: "a name that is not on PATH",
    file: "no-such-program-anywhere",
    code: "PROGRAM_NOT_FOUND",
    says: [/"no-such-program-anywhere"/, /not found on PATH/],
  },
  { what: "a path to nothing", file: "/no/such/program", code: "PROGRAM_NOT_FOUND", says: [/"\/no\/such\/program"/] },
  { what: "a relative path to nothing", file: "./no-such-program", code: "PROGRAM_NOT_FOUND", says: [/path/] },
  { what: "a path through a file", file: `${script("plain", "")}/program`, code: "PROGRAM_NOT_FOUND", says: [] },
  { what: "a link that leads nowhere", file: at("dangling"), code: "PROGRAM_NOT_FOUND", says: [] },
  { what: "a link that leads to itself", file: at("loop"), code: "PROGRAM_NOT_FOUND", says: [] },
  {
    what: "a name of 5,000 characters",
    file: "x".repeat(5_000),
    code: "PROGRAM_NOT_FOUND",
    says: [/5000 characters/, /ENAMETOOLONG/],
  },
  {
    what: "a name that no PATH is there to look up",
    file: "no-such-program",
    options: { env: { HOME: "/" } },
    code: "PROGRAM_NOT_FOUND",
    says: [/no PATH/, /hostEnv|safeEnv/],
  },
  {
    what: "a file that is not executable",
    file: script("text", "hello", 0o644),
    code: "PROGRAM_NOT_EXECUTABLE",
    says: [/not executable/, /chmod/],
  },
  { what: "a directory", file: at("directory"), code: "PROGRAM_NOT_EXECUTABLE", says: [/directory/] },
  {
    what: "a script whose interpreter is missing",
    file: script("missing", "#!/no/such/interpreter\n"),
    code: "INTERPRETER_NOT_FOUND",
    says: [/"\/no\/such\/interpreter"/],
  },
  {
    what: "a script that was saved with Windows line ends",
    file: script("crlf", "#!/bin/sh\r\necho\r\n"),
    code: "INTERPRETER_NOT_FOUND",
    says: [/\/bin\/sh\\r/],
  },
  {
    what: "a script whose interpreter is not executable",
    file: script("closed", `#!${at("text")}\n`),
    code: "INTERPRETER_NOT_FOUND",
    says: [],
  },
  {
    what: "a working directory that is missing",
    file: "true",
    options: { cwd: "/no/such/directory" },
    code: "BAD_CWD",
    says: [/"\/no\/such\/directory"/, /does not exist/],
  },
  {
    what: "a working directory that is a file",
    file: "true",
    options: { cwd: at("text") },
    code: "BAD_CWD",
    says: [/not a directory/],
  },
  {
    what: "a working directory given as a URL that is missing",
    file: "true",
    options: { cwd: pathToFileURL("/no/such/directory") },
    code: "BAD_CWD",
    says: [],
  },
  {
    what: "a working directory of 200,000 characters",
    file: "true",
    options: { cwd: `/tmp/${"a/".repeat(100_000)}` },
    code: "BAD_CWD",
    says: [],
  },
  {
    what: "a missing working directory and a missing program",
    file: "no-such-program",
    options: { cwd: "/no/such/directory" },
    code: "BAD_CWD",
    says: [],
  },
  {
    what: "a stdin file that is missing",
    file: "true",
    options: { stdin: { file: at("absent") } },
    code: "BAD_STDIO_FILE",
    says: [/absent/, /stdin/],
  },
];
