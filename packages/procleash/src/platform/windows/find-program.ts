import { win32 } from "node:path";
import type { Files } from "./files.ts";
import { valueOf } from "./variables.ts";
import type { Variables } from "./variables.ts";

/**
 * What a file is to who wants to start it. `binary`: CreateProcess takes it. `batch`: only cmd.exe reads it. `script`: it
 * names its interpreter in its first line. `document`: nothing of all that.
 */
export type ProgramKind = "binary" | "batch" | "script" | "document";

export interface Program {
  readonly path: string;
  readonly kind: ProgramKind;
}

export interface Wanted {
  readonly file: string;
  /** A full path. */
  readonly cwd: string;
  readonly env: Variables;
}

/**
 * Looks for a program as cmd.exe does, with two differences. The working directory is not searched (CreateProcess and
 * cmd.exe search it first: whoever can write to a folder could plant a `git.exe` there for those who work in it; it is
 * searched if PATH names it). And what a name is relative to is the program's working directory, not ours, as with execvp(3).
 *
 * @returns the first that can be started; else the first of that name that is there at all; else null.
 */
export function findProgram({ file, cwd, env }: Wanted, files: Files): Program | null {
  // A folder is meant.
  if (file === "" || /[\\/]$/.test(file)) return null;
  const bases = (isPath(file) ? [""] : foldersOf(env)).map((folder) => withoutTail(win32.resolve(cwd, folder, file)));
  let second: Program | null = null;
  const startable = (path: string): Program | null => {
    if (!files.isFile(path)) return null;
    const found = { path, kind: kindOf(path, files) };
    if (found.kind !== "document") return found;
    second ??= found;
    return null;
  };
  const extensions = extensionsOf(env);
  for (const base of bases) {
    const itself = win32.extname(base) === "" ? [] : [""];
    for (const extension of [...itself, ...extensions]) {
      const found = startable(base + extension);
      if (found !== null) return found;
    }
  }
  // npm lays `tool`, a script for POSIX shells, beside `tool.cmd`. It is second choice, wherever it is.
  for (const base of bases) {
    const found = win32.extname(base) === "" ? startable(base) : null;
    if (found !== null) return found;
  }
  return second;
}

/** Does it say where the file is? `C:tool` does: it is relative to the current directory of that drive. */
export function isPath(file: string): boolean {
  return /[\\/]|^[a-z]:/i.test(file);
}

/**
 * Windows drops dots and spaces at the end of a name: `tool.bat. .` is run as `tool.bat`, and must be seen as a batch file
 * (CVE-2024-43402).
 */
function withoutTail(path: string): string {
  let end = path.length;
  while (end > 0 && ". ".includes(path.charAt(end - 1))) end--;
  return path.slice(0, end);
}

/** Quotes hide a semicolon, and are no part of a folder's name. An empty entry is none: it is not the working directory. */
function foldersOf(env: Variables): string[] {
  const entries = (valueOf(env, "PATH") ?? "").match(/(?:"[^"]*(?:"|$)|[^;"])+/g) ?? [];
  return entries.map((entry) => entry.replaceAll('"', "").trim()).filter((folder) => folder !== "");
}

function extensionsOf(env: Variables): string[] {
  const listed = (valueOf(env, "PATHEXT") ?? "").split(";").map((extension) => extension.trim());
  const extensions = listed.filter((extension) => extension.startsWith("."));
  return extensions.length === 0 ? [".COM", ".EXE", ".BAT", ".CMD"] : extensions;
}

/** CreateProcess goes by the extension only for batch files; everything else is a program if its content is one. */
function kindOf(path: string, files: Files): ProgramKind {
  const extension = win32.extname(path).toLowerCase();
  if (extension === ".bat" || extension === ".cmd") return "batch";
  if (extension === ".exe" || extension === ".com") return "binary";
  const start = files.read(path, 2);
  // What cannot be read may still be run: the system has the last word.
  if (start === null || start === "MZ") return "binary";
  return start === "#!" ? "script" : "document";
}
