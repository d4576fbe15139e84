import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { basename, delimiter, resolve } from "node:path";
import { quote, Refusal } from "../refusal.ts";

export interface Lists {
  /** Null: all. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
}

/**
 * What a caller may set where programs are allowed by name. With most other variables it could put a program or code of its own
 * behind an allowed name, and nobody knows them all: PATH, LD_PRELOAD, NODE_OPTIONS, GIT_SSH, BROWSER, BASH_FUNC_ls%%.
 */
const HARMLESS =
  /^(LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CLICOLOR|CI|NODE_ENV|PORT|HOST|DEBUG|VERBOSE)$/;

/** @throws {Refusal} if the lists forbid the program. */
export function checkProgram(
  program: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  { allow, deny }: Lists,
): void {
  const asked = deny.length === 0 ? null : fileOf(program, cwd, env["PATH"] ?? process.env["PATH"] ?? "");
  if (deny.some((entry) => program === entry || (asked !== null && isDenied(entry, asked, realPath(asked)))))
    throw new Refusal(
      `Cannot start ${quote(program)}: this server does not allow it; find another way, or ask the user`,
    );
  if (allow === null) return;
  if (!allow.some((entry) => isAllowed(entry, program, cwd))) {
    const names = allow.length === 0 ? "none" : allow.map((entry) => quote(entry)).join(", ");
    throw new Refusal(`Cannot start ${quote(program)}: allowed are ${names}; use one of these, or ask the user`);
  }
  const other = Object.keys(env).find((name) => !HARMLESS.test(name));
  if (other !== undefined) {
    throw new Refusal(
      `Cannot set ${quote(other)} for ${quote(program)}: where programs are allowed by name it could change what starts; leave it out, or ask the user`,
    );
  }
}

/**
 * An entry with a slash means that very file, and under that name: one file may be many programs, each by its own name, as
 * busybox is. An entry without means what is found on the PATH under it.
 */
function isAllowed(entry: string, program: string, cwd: string): boolean {
  if (!entry.includes("/")) return program === entry;
  if (!program.includes("/") || basename(program) !== basename(entry)) return false;
  return realPath(resolve(cwd, program)) === realPath(entry);
}

/**
 * To forbid, an entry means the file that would be started, by whatever name or link it is asked for; one without a slash
 * also every file of that name, wherever it is. (Where one file has many names, as that of busybox, it means all of them.)
 */
function isDenied(entry: string, asked: string, real: string): boolean {
  const denied = fileOf(entry, "/", process.env["PATH"] ?? "");
  if (denied !== null && real === realPath(denied)) return true;
  return !entry.includes("/") && (basename(asked) === entry || basename(real) === entry);
}

/** The file that is started, or null if there is none. */
function fileOf(program: string, cwd: string, path: string): string | null {
  if (program.includes("/")) return resolve(cwd, program);
  const found = path.split(delimiter).map((folder) => resolve(cwd, folder, program));
  return found.find(isExecutable) ?? null;
}

/** As execvp(3) looks for it: what cannot be executed is passed over, and what comes behind it on the PATH is started. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // nothing there, or nothing that may be executed
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // there is no such file: the start will say so
  }
}
