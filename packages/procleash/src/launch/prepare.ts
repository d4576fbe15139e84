import { closeSync, openSync } from "node:fs";
import { delimiter, join, parse, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LeashError, quote } from "../errors.ts";
import { isWindows } from "../platform/system.ts";
import { spellingOf } from "../platform/windows/variables.ts";
import type { Launch, StdioTarget } from "../containment/types.ts";
import type { OutputTarget, Stdin } from "../spec/options.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";

export interface PreparedLaunch {
  readonly launch: Launch;
  /** Closes our copies of the files that were opened for the program. */
  close(): void;
}

/**
 * Makes ready what a program needs to start: its environment, and the files that were named for its streams.
 *
 * @throws {LeashError} `BAD_STDIO_FILE` if one cannot be opened; nothing stays open then.
 */
export function prepareLaunch(spec: ResolvedSpec): PreparedLaunch {
  const opened: number[] = [];
  const close = (): void => {
    for (const descriptor of opened.splice(0)) closeSync(descriptor);
  };
  const target = (name: string, wanted: OutputTarget | { readonly file: string | URL }, flags: string): StdioTarget => {
    if (typeof wanted === "string") return wanted;
    const descriptor = openFile(spec, name, wanted.file, flags);
    opened.push(descriptor);
    return descriptor;
  };
  const output = (name: string, wanted: OutputTarget): StdioTarget =>
    target(name, wanted, typeof wanted === "object" && wanted.append === true ? "a" : "w");

  try {
    const stdin = namesFile(spec.stdin) ? target("stdin", spec.stdin, "r") : inputTarget(spec.stdin);
    const stdio = [stdin, output("stdout", spec.stdout), output("stderr", spec.stderr)] as const;
    const env = spec.preferLocal ? withLocalPrograms(spec.env ?? process.env, spec.cwd) : (spec.env ?? process.env);
    const { file, args, cwd, session } = spec;
    return { launch: { file, args, cwd, env, stdio, session, mayBeLetGo: spec.leftovers === "leave" }, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Is stdin to be a file that the program reads by itself? */
export function namesFile(stdin: Stdin): stdin is { readonly file: string | URL } {
  return (
    typeof stdin === "object" &&
    !(stdin instanceof Uint8Array) &&
    "file" in stdin &&
    !(Symbol.asyncIterator in stdin) &&
    !(Symbol.iterator in stdin)
  );
}

/** The default is the null device: this process's own stdin may be a protocol channel, and a program would eat from it. */
function inputTarget(stdin: Stdin): StdioTarget {
  if (stdin === "ignore") return "ignore";
  return stdin === "inherit" ? "inherit" : "pipe";
}

function openFile(spec: ResolvedSpec, name: string, file: string | URL, flags: string): number {
  try {
    return openSync(file instanceof URL ? fileURLToPath(file) : file, flags);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new LeashError(
      "BAD_STDIO_FILE",
      `Cannot start ${quote(spec.file)}: the file ${quote(file)} for its ${name} cannot be opened (${code ?? String(cause)})`,
      { cause },
    );
  }
}

/** Puts the `node_modules/.bin` folders of the working directory and all above it before PATH, the nearest first. */
function withLocalPrograms(
  env: Readonly<Record<string, string | undefined>>,
  cwd = ".",
): Record<string, string | undefined> {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = resolve(folder, "..")) {
    folders.push(join(folder, "node_modules", ".bin"));
    if (folder === parse(folder).root) break;
  }
  // As it is spelled there: on Windows usually "Path", and a second spelling would hide it.
  const name = (isWindows ? spellingOf(env, "PATH") : undefined) ?? "PATH";
  const path = env[name];
  return { ...env, [name]: (path === undefined ? folders : [...folders, path]).join(delimiter) };
}
