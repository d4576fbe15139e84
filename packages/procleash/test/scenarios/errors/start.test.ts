// Promise 5: what the system refuses to start is explained by what is really wrong, in every way to run, and leaves nothing.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { pathToFileURL } from "node:url";
import { run } from "../../../src/index.ts";
import type { LeashErrorCode, StartOptions } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { assertRefused } from "../../support/refusals.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();

const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const script = (name: string, text: string, mode = 0o755): string => {
  writeFileSync(at(name), text);
  chmodSync(at(name), mode);
  return at(name);
};
mkdirSync(at("directory"));
symlinkSync(at("loop"), at("loop"));
symlinkSync(at("nowhere"), at("dangling"));

interface Case {
  readonly what: string;
  readonly file: string;
  readonly options?: StartOptions;
  readonly code: LeashErrorCode;
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
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
  { what: "a name of 5,000 characters", file: "x".repeat(5_000), code: "PROGRAM_NOT_FOUND", says: [/5000 characters/] },
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

for (const { what, file, options = {}, code, says } of cases) {
  test(`${what}: ${code}`, bound, async () => {
    const { cwd, env, stdin } = options;
    const error = await assertRefused(
      { argv: [file, token(code)], cwd, env, ...(stdin === undefined ? {} : { stdin }) },
      {},
      code,
      says,
    );
    assert.ok(error.cause instanceof Error && "code" in error.cause, "the system's own error is the cause");
  });
}

for (const stream of ["stdout", "stderr"] as const) {
  test(
    `a file for ${stream} in a folder that is missing: BAD_STDIO_FILE, and the other files are closed`,
    bound,
    async () => {
      const other = stream === "stdout" ? "stderr" : "stdout";
      const options = {
        [other]: { file: at("opened") },
        [stream]: { file: at("absent/file") },
        stdin: { file: "/dev/null" },
      };
      await assert.rejects(run("true", [], options), { code: "BAD_STDIO_FILE" });
    },
  );
}

test("an environment without PATH finds what is in the system's own folders", bound, async () => {
  const { stdout } = await run("echo", ["found"], { env: {} });
  assert.equal(stdout, "found\n");
});

test("an executable text without an interpreter line is run by the shell, as everywhere", bound, async () => {
  const { stdout } = await run(script("bare", "echo by sh\n"));
  assert.equal(stdout, "by sh\n");
});
