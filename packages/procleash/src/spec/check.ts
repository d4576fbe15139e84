import { constants } from "node:os";
import { LeashError, quote } from "../errors.ts";
import type { StartOptions } from "./options.ts";

/** The options that are times or sizes. */
export const NUMBERS = [
  "timeout",
  "idleTimeout",
  "firstOutputTimeout",
  "termTimeout",
  "killTimeout",
  "drainTimeout",
  "lingerTimeout",
  "maxLineBytes",
  "maxOutputBytes",
] as const;

interface Choice {
  readonly name: "leftovers" | "containment" | "session" | "overflow" | "encoding";
  readonly words: readonly unknown[];
  readonly wanted: string;
}

function choice(name: Choice["name"], ...words: readonly string[]): Choice {
  return { name, words, wanted: words.map((word) => `"${word}"`).join(" or ") };
}

const CHOICES: readonly Choice[] = [
  choice("leftovers", "stop", "wait", "leave"),
  choice("containment", "auto", "require"),
  choice("session", "own", "foreground"),
  choice("overflow", "error", "truncate"),
  choice("encoding", "utf8", "bytes"),
];

/**
 * Refuses what TypeScript would refuse too, for callers without it.
 *
 * @throws {LeashError} `INVALID_ARGUMENT`, naming the argument or option, what was found and what is wanted.
 */
export function checkTypes(file: unknown, args: unknown, options: StartOptions): readonly [string, ...string[]] {
  require(typeof file === "string", "the program", file, "a string; an argv starts with it");
  require(args === undefined || Array.isArray(args), "the arguments", args, "an array of strings");
  const argv: [string, ...string[]] = [file];
  for (const argument of (args ?? []) as unknown[]) {
    require(typeof argument === "string", `argument ${argv.length}`, argument, "a string");
    argv.push(argument);
  }
  require(typeof options === "object" && options !== null, "the options", options, "an object");
  const { cwd, env, signal, onStderr, ladder } = options;
  require(cwd === undefined || typeof cwd === "string" || cwd instanceof URL, "cwd", cwd, "a string or a URL");
  require(env === undefined || (typeof env === "object" && env !== null), "env", env, "an object of strings");
  for (const [name, value] of Object.entries(env ?? {})) {
    require(value === undefined || typeof value === "string", `env.${name}`, value, "a string or undefined");
  }
  require(signal === undefined || signal instanceof AbortSignal, "signal", signal, "an AbortSignal");
  require(onStderr === undefined || typeof onStderr === "function", "onStderr", onStderr, "a function");
  for (const name of NUMBERS) {
    require(options[name] === undefined || typeof options[name] === "number", name, options[name], "a number");
  }
  for (const name of ["preferLocal", "reject"] as const) {
    require(options[name] === undefined || typeof options[name] === "boolean", name, options[name], "true or false");
  }
  for (const { name, words, wanted } of CHOICES) {
    const value: unknown = options[name];
    require(value === undefined || words.includes(value), name, value, wanted);
  }
  checkStdin(options.stdin);
  for (const name of ["stdout", "stderr"] as const) checkTarget(name, options[name]);
  if (ladder !== undefined) checkLadder(ladder);
  return argv;
}

/** @throws {LeashError} `INVALID_ARGUMENT` unless it is an array of rungs. */
export function checkLadder(ladder: unknown): void {
  require(Array.isArray(ladder), "the ladder", ladder, "an array of rungs");
  for (const rung of ladder as unknown[]) {
    const fields = (typeof rung === "object" && rung !== null ? rung : {}) as Readonly<Record<string, unknown>>;
    require(typeof fields["waitMs"] === "number", "a rung's waitMs", fields["waitMs"], "a number of milliseconds");
    if (fields["kill"] !== true) checkSignal(fields["signal"]);
  }
}

/** @throws {LeashError} `INVALID_ARGUMENT` unless this system has a signal of that name. */
export function checkSignal(signal: unknown): void {
  require(typeof signal === "string" && signal in constants.signals, "the signal", signal, 'a name like "SIGTERM"');
}

function checkStdin(stdin: unknown): void {
  if (stdin === undefined || typeof stdin === "string" || stdin instanceof Uint8Array) return;
  const source = stdin as Readonly<Record<PropertyKey, unknown>>;
  const fits =
    typeof stdin === "object" &&
    stdin !== null &&
    (Symbol.asyncIterator in stdin || Symbol.iterator in stdin || isFile(source["file"]));
  require(fits, "stdin", stdin, 'text, bytes, a stream, an iterable, { file }, "ignore", "pipe" or "inherit"');
}

function checkTarget(name: string, target: unknown): void {
  const fits =
    target === undefined ||
    target === "pipe" ||
    target === "ignore" ||
    target === "inherit" ||
    (typeof target === "object" && target !== null && isFile((target as Readonly<Record<string, unknown>>)["file"]));
  require(fits, name, target, '"pipe", "ignore", "inherit" or { file }');
}

function isFile(file: unknown): boolean {
  return typeof file === "string" || file instanceof URL;
}

function require(holds: boolean, what: string, found: unknown, wanted: string): asserts holds {
  if (holds) return;
  throw new LeashError(
    "INVALID_ARGUMENT",
    `Cannot use ${what}: found ${found === null ? "null" : typeof found} ${quote(found)}, wanted ${wanted}`,
  );
}
