import { win32 } from "node:path";
import { LeashError, quote } from "../../errors.ts";
import type { LeashErrorCode } from "../../errors.ts";
import { LONGEST_BATCH_COMMAND, batchCommandLine } from "./batch-command.ts";
import { LONGEST_COMMAND_LINE, commandLine } from "./command-line.ts";
import type { Files } from "./files.ts";
import { findProgram, isPath } from "./find-program.ts";
import type { Program } from "./find-program.ts";
import { FIRST_LINE_BYTES, parseShebang } from "./shebang.ts";
import { valueOf } from "./variables.ts";
import type { Variables } from "./variables.ts";

/** What is to be started. */
export interface Request {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Variables;
}

/** Where it is to be started. */
export interface Host {
  readonly files: Files;
  /** The current directory of this process. */
  readonly cwd: string;
  /** The folder of Windows (`SystemRoot` of this process, not of the program). */
  readonly root: string;
}

/** The first two parameters of CreateProcessW. */
export interface Command {
  readonly application: string;
  readonly commandLine: string;
}

/**
 * Finds what CreateProcessW must be given to start a program.
 *
 * @throws {LeashError} saying what is missing or wrong, in the words that `explainRefusal` has for other systems.
 */
export function resolveCommand(request: Request, host: Host): Command {
  const cwd = win32.resolve(host.cwd, request.cwd ?? "");
  if (request.cwd !== undefined && !host.files.isFolder(cwd)) {
    throw refusal(
      request,
      "BAD_CWD",
      `the working directory ${quote(request.cwd)} is no directory, or cannot be reached; the program itself was not looked at`,
    );
  }
  checkVariables(request);
  const program = findProgram({ ...request, cwd }, host.files);
  if (program === null) throw missing(request, cwd, host.files);
  return commandFor(program, [request.file, ...request.args], { request, host, cwd });
}

interface Circumstances {
  readonly request: Request;
  readonly host: Host;
  readonly cwd: string;
}

/** A script may name a script as its interpreter. Linux follows so many (execve(2)). */
const MOST_INTERPRETERS = 4;

function commandFor(program: Program, argv: readonly string[], around: Circumstances, depth = 0): Command {
  const { request, host } = around;
  const [name = "", ...args] = argv;
  switch (program.kind) {
    case "binary": {
      const line = commandLine(name, args);
      checkLength(around, line, LONGEST_COMMAND_LINE, "Windows takes");
      return { application: program.path, commandLine: line };
    }
    case "batch":
      return batchCommand(program.path, args, around);
    case "script": {
      const shebang = parseShebang(host.files.read(program.path, FIRST_LINE_BYTES) ?? "");
      const found = shebang === null ? null : findInterpreter(shebang.interpreter, around);
      if (shebang === null || found === null || depth === MOST_INTERPRETERS) {
        throw refusal(
          request,
          "INTERPRETER_NOT_FOUND",
          `program found at ${quote(program.path)}, but its interpreter ${quote(shebang?.interpreter ?? "")} is not on PATH; correct the script's first line or install it`,
        );
      }
      return commandFor(found, [shebang.interpreter, ...shebang.args, program.path, ...args], around, depth + 1);
    }
    case "document":
      throw refusal(
        request,
        "PROGRAM_NOT_EXECUTABLE",
        `${quote(program.path)} is no program, no batch file, and no script whose first line names an interpreter; run it through its interpreter`,
      );
  }
}

/**
 * cmd.exe of Windows, never what `ComSpec` names: the rules by which the line is written are those of this one program, and
 * the environment may be somebody else's.
 */
function batchCommand(path: string, args: readonly string[], around: Circumstances): Command {
  const { request, host, cwd } = around;
  if (cwd.startsWith("\\\\")) {
    throw refusal(
      request,
      "BAD_CWD",
      `cmd.exe, which runs ${quote(path)}, cannot work in the network folder ${quote(cwd)} and would go to that of Windows; map it to a drive`,
    );
  }
  const interpreter = win32.join(host.root, "System32", "cmd.exe");
  const line = batchCommandLine({ interpreter, path, args, cwd, env: request.env }, host.files);
  checkLength(around, line, LONGEST_BATCH_COMMAND, "cmd.exe, which runs a batch file, takes");
  return { application: interpreter, commandLine: line };
}

/**
 * A path of POSIX is no place on Windows: only its last part counts, and PATH. To look at `C:\bin\sh` for `/bin/sh` would
 * run what anybody has put there, since every user may create folders in `C:\`.
 */
function findInterpreter(interpreter: string, { request, host, cwd }: Circumstances): Program | null {
  const posix = !/\\|^[a-z]:/i.test(interpreter);
  const file = posix ? interpreter.slice(interpreter.lastIndexOf("/") + 1) : interpreter;
  return findProgram({ file, cwd, env: request.env }, host.files);
}

function missing(request: Request, cwd: string, files: Files): LeashError {
  const { file, env } = request;
  const path = win32.resolve(cwd, file);
  if (isPath(file) && files.isFolder(path))
    return refusal(request, "PROGRAM_NOT_EXECUTABLE", `${quote(path)} is a directory, not a program`);
  return refusal(request, "PROGRAM_NOT_FOUND", whereNot());

  function whereNot(): string {
    if (isPath(file)) return "program not found under this path; check the path";
    const here = `.\\${file}`;
    if (findProgram({ file: here, cwd, env }, files) !== null)
      return `program not found on PATH; the one in the working directory is run only as ${quote(here)}`;
    if (valueOf(env, "PATH") === undefined)
      return "program not found, and the given environment has no PATH; use hostEnv() or safeEnv() to add to the host's, or give a full path";
    return "program not found on PATH; check the spelling, install it, or give a full path";
  }
}

/** Of a value, with the NUL at its end ("Environment Variables"). More arrives cut: only the lowest bits of its length are kept. */
const LONGEST_VALUE = 32_767;

function checkVariables(request: Request): void {
  for (const [name, value = ""] of Object.entries(request.env)) {
    if (value.length < LONGEST_VALUE) continue;
    throw refusal(
      request,
      "ARGUMENTS_TOO_LONG",
      `the environment is too long: the environment variable ${quote(name)} has ${value.length} characters and Windows takes ${LONGEST_VALUE - 1}; leave it out, or hand it over in a file`,
    );
  }
}

function checkLength({ request }: Circumstances, line: string, most: number, who: string): void {
  if (line.length <= most) return;
  const [longest] = request.args
    .map((text, index) => ({ index: index + 1, characters: text.length }))
    .toSorted((a, b) => b.characters - a.characters);
  const which =
    longest === undefined ? "" : `argument ${longest.index} is the longest with ${longest.characters} characters, `;
  throw refusal(
    request,
    "ARGUMENTS_TOO_LONG",
    `the arguments are too long: ${which}the whole command line has ${line.length} and ${who} ${most}; send long text through stdin`,
  );
}

function refusal({ file }: Request, code: LeashErrorCode, found: string): LeashError {
  return new LeashError(code, `Cannot start ${quote(file)}: ${found}`);
}
