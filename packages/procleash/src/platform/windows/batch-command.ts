import { LeashError, quote } from "../../errors.ts";
import { READ_BYTES, lineAgainst } from "./batch-file.ts";
import { doubleBackslashes } from "./command-line.ts";
import type { Files } from "./files.ts";
import { findProgram } from "./find-program.ts";
import { valueOf } from "./variables.ts";
import type { Variables } from "./variables.ts";

/** "Command prompt (Cmd.exe) command-line string limitation", in the documentation of Windows. */
export const LONGEST_BATCH_COMMAND = 8_191;

export interface BatchCall {
  /** The full path of cmd.exe. */
  readonly interpreter: string;
  readonly path: string;
  readonly args: readonly string[];
  /** A full path. */
  readonly cwd: string;
  readonly env: Variables;
}

/**
 * The command line that has cmd.exe run a batch file. Given a batch file, CreateProcess would start cmd.exe itself, with a
 * line that was written by the rules for programs: then `"&calc` is a command (CVE-2024-24576, "BatBadBut").
 *
 * A shim has its arguments read twice: on this line, and on its own (`%*`). Carets would have to be written for a known
 * number of readings. So everything is put between quotes, and a quote is doubled: cmd.exe, which only counts quotes, takes
 * all else for text in every reading, and the C library of the program at the end reads `""` within quotes as one quote. The
 * switches: no AutoRun (`/d`), the syntax that `percentSigns` needs (`/e:on`), `!` is plain (`/v:off`), and nothing but the
 * outer quotes is stripped (`/s`).
 *
 * @throws {LeashError} `ARGUMENT_REFUSED` for what cannot be written so that it arrives as it is.
 */
export function batchCommandLine(call: BatchCall, files: Files): string {
  refuse(call, files);
  const command = [`"${percentSigns(call.path)}"`, ...call.args.map(quoteForBatch)].join(" ");
  return `"${call.interpreter}" /d /e:on /v:off /s /c "${command}"`;
}

function quoteForBatch(argument: string): string {
  // Without quotes where that can be, for batch files that compare an argument: `if "%1"=="--help"`.
  if (/^[\w./:\\@+-]+$/.test(argument) && !argument.endsWith("\\")) return argument;
  return `"${percentSigns(doubleBackslashes(argument).replaceAll('"', '""'))}"`;
}

/**
 * Nothing keeps cmd.exe from looking for a variable behind a percent sign: no quote and no caret. But a sign that is followed
 * by another one is left alone where it reads a command and no file, and the second one is spent on a variable of which no
 * character is wanted. `cd` is there always.
 */
function percentSigns(text: string): string {
  return text.replaceAll("%", "%%cd:~,%");
}

function refuse(call: BatchCall, files: Files): void {
  const { path, args, env } = call;
  const no = (found: string, remedy: string): LeashError =>
    new LeashError("ARGUMENT_REFUSED", `Cannot start the batch file ${quote(path)}: ${found}; ${remedy}`);
  const elsewhere = "send it through stdin or in a file, or start the program behind the batch file";
  // cmd.exe ends its line at a line feed, whatever it stands in; it drops carriage returns; NUL ends the string itself.
  const broken = args.findIndex((argument) => /[\n\r\0]/.test(argument));
  if (broken >= 0) throw no(`argument ${broken + 1} has a line break, at which cmd.exe would cut it`, elsewhere);
  if ([path, ...args].some((text) => text.includes("%")) && valueOf(env, "CD") === "") {
    throw no(
      "it is to be given a percent sign, and the environment variable CD is empty, without which none can be written",
      "remove CD from the environment",
    );
  }
  const delicate = args.findIndex((argument) => /["&|<>()^%!]/.test(argument));
  if (delicate < 0) return;
  const text = files.read(path, READ_BYTES);
  const line = text === null ? "it cannot be read" : lineAgainst(text, (name) => isProgram(name, call, files));
  if (line === null) return;
  throw no(
    `argument ${delicate + 1} contains characters that mean something to cmd.exe, and the file is no shim that is known to hand them on as they are (${quote(line)})`,
    elsewhere,
  );
}

/** Its own commands come first, then the working directory, then PATH. */
function isProgram(name: string, { cwd, env }: BatchCall, files: Files): boolean {
  if (OWN_COMMANDS.test(name)) return false;
  const here = findProgram({ file: `.\\${name}`, cwd, env }, files);
  return (here ?? findProgram({ file: name, cwd, env }, files))?.kind === "binary";
}

const OWN_COMMANDS =
  /^(?:assoc|break|call|cd|chdir|cls|cmd|color|copy|date|del|dir|echo|endlocal|erase|exit|for|ftype|goto|if|md|mkdir|mklink|move|path|pause|popd|prompt|pushd|rd|rem|ren|rename|rmdir|set|setlocal|shift|start|time|title|type|ver|verify|vol)$/i;
