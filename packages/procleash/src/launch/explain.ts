import { accessSync, constants, statSync } from "node:fs";
import type { Stats } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { LeashError, quote } from "../errors.ts";
import { firstBytes } from "../platform/first-bytes.ts";
import type { Launch } from "../containment/types.ts";

/** What was to be started. */
export type Refused = Pick<Launch, "file" | "args" | "cwd" | "env">;

/**
 * Turns the system's refusal to start a program into an error that says what is wrong. The system has few words: ENOENT is
 * the program, its interpreter or the working directory; so each is looked at, the directory first.
 */
export function explainRefusal(wanted: Refused, cause: unknown): LeashError {
  const { file, cwd } = wanted;
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  const refuse = (kind: ConstructorParameters<typeof LeashError>[0], found: string): LeashError =>
    new LeashError(kind, `Cannot start ${quote(file)}: ${found}${code === "" ? "" : ` (${code})`}`, { cause });

  if (code === "E2BIG" && cwd !== undefined && Buffer.byteLength(cwd) > LONGEST_STRING)
    return refuse("BAD_CWD", `the working directory ${quote(cwd)} is longer than any path can be`);
  if (code === "E2BIG") return refuse("ARGUMENTS_TOO_LONG", tooLong(wanted));
  if (OUT_OF_RESOURCES.has(code))
    return refuse(
      "RESOURCES_EXHAUSTED",
      `the system is out of ${OUT_OF_RESOURCES.get(code)}; run fewer at once or raise the limit`,
    );
  if (LOOKED_UP.has(code)) {
    const badCwd = cwd === undefined ? null : badDirectory(cwd);
    if (badCwd !== null)
      return refuse("BAD_CWD", `the working directory ${quote(cwd)} ${badCwd}; the program itself was not looked at`);
    const found = findProgram(wanted);
    if (found === null) return refuse("PROGRAM_NOT_FOUND", notFound(wanted));
    if (!found.executable) return refuse("PROGRAM_NOT_EXECUTABLE", `${quote(found.path)} ${found.why}`);
    const interpreter = interpreterOf(found.path);
    if (interpreter !== null)
      return refuse(
        "INTERPRETER_NOT_FOUND",
        `program found at ${quote(found.path)}, but its interpreter ${quote(interpreter)} cannot be run; correct the script's first line or install it`,
      );
    if (code === "ENOENT")
      return refuse(
        "INTERPRETER_NOT_FOUND",
        `program found at ${quote(found.path)}, but the loader or interpreter that it needs is not on this system`,
      );
    return refuse(
      "PROGRAM_NOT_EXECUTABLE",
      `the system refused to run ${quote(found.path)}; check the file's permissions, and that its file system allows programs`,
    );
  }
  return refuse("START_FAILED", cause instanceof Error ? cause.message : String(cause));
}

const LOOKED_UP = new Set(["ENOENT", "EACCES", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EPERM", "EISDIR", "ENOEXEC"]);

const OUT_OF_RESOURCES: ReadonlyMap<string, string> = new Map([
  ["EMFILE", "file descriptors for this process"],
  ["ENFILE", "file descriptors"],
  ["EAGAIN", "processes for this user"],
  ["ENOMEM", "memory"],
]);

interface Found {
  readonly path: string;
  readonly executable: boolean;
  readonly why: string;
}

/** Where execvp(3) finds the program: the first that may be executed, else the first that is there at all. */
function findProgram({ file, cwd, env }: Refused): Found | null {
  const from = resolve(cwd ?? ".");
  if (file.includes("/")) return look(isAbsolute(file) ? file : join(from, file));
  let second: Found | null = null;
  for (const folder of (env["PATH"] ?? "/bin:/usr/bin").split(delimiter)) {
    const found = look(resolve(from, folder, file));
    if (found?.executable === true) return found;
    second ??= found;
  }
  return second;
}

function look(path: string): Found | null {
  const stats = stat(path);
  if (stats === null) return null;
  if (stats.isDirectory()) return { path, executable: false, why: "is a directory, not a program" };
  return may(path, constants.X_OK)
    ? { path, executable: true, why: "" }
    : { path, executable: false, why: "is not executable; chmod +x it, or run it through its interpreter" };
}

function notFound({ file, env }: Refused): string {
  if (file.includes("/")) return "program not found under this path; check the path";
  if (env["PATH"] === undefined)
    return "program not found, and the given environment has no PATH; use hostEnv() or safeEnv() to add to the host's, or give a full path";
  return "program not found on PATH; check the spelling, install it, or give a full path";
}

function badDirectory(cwd: string): string | null {
  const stats = stat(cwd);
  if (stats === null) return "does not exist or cannot be reached";
  if (!stats.isDirectory()) return "is not a directory";
  return may(cwd, constants.X_OK) ? null : "may not be entered (no permission)";
}

/** The interpreter in the first line of a script if it cannot be run, see execve(2); null for anything else. */
function interpreterOf(path: string): string | null {
  const line = /^#![ \t]*([^ \t\r\n]+[\r]?)/.exec(firstBytes(path, FIRST_LINE_BYTES)?.toString("latin1") ?? "");
  const interpreter = line?.[1];
  if (interpreter === undefined) return null;
  const stats = stat(interpreter);
  return stats !== null && !stats.isDirectory() && may(interpreter, constants.X_OK) ? null : interpreter;
}

/** As many bytes as the kernel looks at for `#!`. */
const FIRST_LINE_BYTES = 256;

function stat(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    // Whatever the reason (not there, no way to it): the caller says "cannot be reached".
    return null;
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    // access(2) has no other way to say no.
    return false;
  }
}

/** Linux limits the whole (see execve(2)) and each single string: 128 KiB with its final NUL. */
const LONGEST_STRING = 131_071;

function tooLong({ file, args, env }: Refused): string {
  const argv = [file, ...args].map((text, index) => ({
    name: index === 0 ? "the program's name" : `argument ${index}`,
    bytes: Buffer.byteLength(text),
    remedy: "send long text through stdin",
  }));
  const variables = Object.entries(env).map(([name, value = ""]) => ({
    name: `the environment variable ${quote(name)}`,
    bytes: Buffer.byteLength(`${name}=${value}`),
    remedy: "leave it out, or hand it over in a file",
  }));
  const sum = (strings: readonly { readonly bytes: number }[]): number =>
    strings.reduce((total, { bytes }) => total + bytes + 1, 0);
  const [longest] = [...argv, ...variables].toSorted((a, b) => b.bytes - a.bytes) as [(typeof argv)[number]];
  return `the arguments and environment are too long: ${longest.name} is the longest with ${longest.bytes} bytes (Linux takes ${LONGEST_STRING} in one), all ${argv.length} arguments have ${sum(argv)}, the environment has ${sum(variables)}; ${longest.remedy}`;
}
