import type { Leftovers, SignalName } from "../index.ts";
import { parseDuration, parseSignal } from "./values.ts";

/** What the command line asks for. */
export type Command =
  | { readonly kind: "run"; readonly program: string; readonly args: readonly string[]; readonly options: RunOptions }
  | { readonly kind: "doctor"; readonly json: boolean }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** It cannot be understood: `problem` says why. */
  | { readonly kind: "misuse"; readonly problem: string };

export interface RunOptions {
  timeout: number | undefined;
  killAfter: number;
  idleTimeout: number | undefined;
  signal: SignalName;
  cwd: string | undefined;
  env: Record<string, string | undefined>;
  cleanEnv: boolean;
  leftovers: Leftovers | undefined;
  requireProof: boolean;
  json: boolean;
  summary: boolean;
}

/** Throws a sentence about the value if it makes no sense. */
type Take = (options: RunOptions, value: string) => void;

const VALUE_OPTIONS: Readonly<Record<string, Take>> = {
  "--timeout": (options, value) => (options.timeout = parseDuration(value)),
  "--kill-after": (options, value) => (options.killAfter = parseDuration(value)),
  "--idle-timeout": (options, value) => (options.idleTimeout = parseDuration(value)),
  "--signal": (options, value) => (options.signal = parseSignal(value)),
  "--cwd": (options, value) => (options.cwd = value),
  "--env": (options, value) => {
    const equals = value.indexOf("=");
    if (equals === 0) throw new Error(`"${value}" has no name before the "="`);
    if (equals > 0) options.env[value.slice(0, equals)] = value.slice(equals + 1);
    else options.env[value] = process.env[value];
  },
  "--leftovers": (options, value) => {
    if (value !== "stop" && value !== "wait" && value !== "leave")
      throw new Error(`"${value}" is not stop, wait or leave`);
    options.leftovers = value;
  },
};

const FLAGS: Readonly<Record<string, (options: RunOptions) => void>> = {
  "--clean-env": (options) => (options.cleanEnv = true),
  "--require-proof": (options) => (options.requireProof = true),
  "--json": (options) => (options.json = true),
  "--summary": (options) => (options.summary = true),
};

const SHORT: Readonly<Record<string, string>> = {
  "-t": "--timeout",
  "-k": "--kill-after",
  "-s": "--signal",
  "-C": "--cwd",
  "-e": "--env",
  "-h": "--help",
  "-V": "--version",
};

/**
 * Understands a command line. Options end at `--` or at the first word that is none: that is the program, and what follows
 * is its own (as with `env`, `nice` and `timeout`).
 */
export function parseArgs(argv: readonly string[]): Command {
  if (argv[0] === "doctor") return parseDoctor(argv.slice(1));
  const options: RunOptions = {
    timeout: undefined,
    killAfter: 2_000,
    idleTimeout: undefined,
    signal: "SIGTERM",
    cwd: undefined,
    env: {},
    cleanEnv: false,
    leftovers: undefined,
    requireProof: false,
    json: false,
    summary: false,
  };
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "--" || !word.startsWith("-") || word === "-") {
      const program = word === "--" ? words.shift() : word;
      return program === undefined ? misuse("no program is given") : { kind: "run", program, args: words, options };
    }
    const { name, value } = split(word);
    if (name === "--help") return { kind: "help" };
    if (name === "--version") return { kind: "version" };
    const flag = FLAGS[name];
    const take = VALUE_OPTIONS[name];
    if (flag !== undefined) {
      if (value !== undefined) return misuse(`${name} takes no value, and "${value}" was given`);
      flag(options);
    } else if (take !== undefined) {
      const given = value ?? words.shift();
      if (given === undefined) return misuse(`${name} needs a value`);
      try {
        take(options, given);
      } catch (error) {
        return misuse(`${name}: ${(error as Error).message}`);
      }
    } else return misuse(`there is no option "${word}"${suggestion(name)}`);
  }
  return misuse("no program is given");
}

/** `--name=value`, `--name`, `-t`, `-t30s` */
function split(word: string): { readonly name: string; readonly value: string | undefined } {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    return equals < 0
      ? { name: word, value: undefined }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  }
  const short = word.slice(0, 2);
  return {
    name: SHORT[short] ?? word,
    value: SHORT[short] !== undefined && word.length > 2 ? word.slice(2) : undefined,
  };
}

function parseDoctor(words: readonly string[]): Command {
  const [first] = words;
  if (first === "--help" || first === "-h") return { kind: "help" };
  if (words.length === 0 || (words.length === 1 && first === "--json"))
    return { kind: "doctor", json: first === "--json" };
  return misuse(`doctor takes only --json; to run a program named doctor: leash -- doctor`);
}

function misuse(problem: string): Command {
  return { kind: "misuse", problem };
}

/** The known option that shares the longest beginning or differs by little. */
function suggestion(name: string): string {
  const known = [...Object.keys(VALUE_OPTIONS), ...Object.keys(FLAGS), "--help", "--version"];
  const [best] = known.map((option) => ({ option, off: distance(name, option) })).toSorted((a, b) => a.off - b.off);
  return best !== undefined && best.off <= 3 ? `; did you mean ${best.option}?` : "";
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [index, other] of [...to].entries()) {
      next.push(
        Math.min(
          (row[index] as number) + (letter === other ? 0 : 1),
          (row[index + 1] as number) + 1,
          (next[index] as number) + 1,
        ),
      );
    }
    row = next;
  }
  return row[to.length] as number;
}
