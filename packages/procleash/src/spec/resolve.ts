import { fileURLToPath } from "node:url";
import { LeashError, quote } from "../errors.ts";
import type { Ladder, Leftovers, OutputTarget, Rung, StartOptions, Stdin } from "./options.ts";
import { checkTypes, NUMBERS } from "./check.ts";
import { mergeEnv } from "./merge-env.ts";

/** What is to be run, with every default filled in. Frozen; nothing behind `resolve` checks an option again. */
export interface ResolvedSpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  /** undefined: the host's, read at the start. */
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly stdin: Stdin;
  readonly stdout: OutputTarget;
  readonly stderr: OutputTarget;
  readonly signal: AbortSignal | undefined;
  readonly timeout: number;
  readonly idleTimeout: number;
  readonly firstOutputTimeout: number;
  readonly ladder: Ladder;
  /** For a ladder that comes later and lacks its kill rung. */
  readonly killTimeout: number;
  readonly drainTimeout: number;
  readonly leftovers: Leftovers;
  readonly lingerTimeout: number;
  readonly containment: "auto" | "require";
  readonly session: "own" | "foreground";
  readonly maxLineBytes: number;
  readonly onStderr: ((line: Uint8Array) => void) | undefined;
  readonly preferLocal: boolean;
  readonly maxOutputBytes: number;
  readonly overflow: "error" | "truncate";
  readonly encoding: "utf8" | "bytes";
  readonly reject: boolean;
  /** Set when a value can never be run (a NUL byte, a negative time): the start fails with it. */
  readonly refused: LeashError | null;
}

const MIB = 1024 * 1024;

const DEFAULTS = {
  stdin: "ignore",
  stdout: "pipe",
  stderr: "pipe",
  timeout: Infinity,
  idleTimeout: Infinity,
  firstOutputTimeout: Infinity,
  termTimeout: 2_000,
  killTimeout: 1_000,
  drainTimeout: 100,
  leftovers: "stop",
  lingerTimeout: 500,
  containment: "auto",
  session: "own",
  maxLineBytes: 128 * MIB,
  preferLocal: false,
  maxOutputBytes: 128 * MIB,
  overflow: "error",
  encoding: "utf8",
  reject: true,
} as const;

/**
 * Turns what the caller wrote into a resolved spec.
 *
 * @throws {LeashError} `INVALID_ARGUMENT` for a misuse that TypeScript would refuse too. A value of the right type that
 * can never work is not thrown but kept in `refused`, since `start()` reports it through the job.
 */
export function resolve(program: unknown, programArgs: unknown, options: StartOptions): ResolvedSpec {
  const argv = checkTypes(program, programArgs, options);
  const termTimeout = options.termTimeout ?? DEFAULTS.termTimeout;
  const killTimeout = options.killTimeout ?? DEFAULTS.killTimeout;
  const spec = {
    file: argv[0],
    args: Object.freeze(argv.slice(1)),
    cwd: options.cwd instanceof URL ? pathOf(options.cwd) : options.cwd,
    env: options.env === undefined ? undefined : Object.freeze(mergeEnv([options.env])),
    stdin: options.stdin ?? DEFAULTS.stdin,
    stdout: options.stdout ?? DEFAULTS.stdout,
    stderr: options.stderr ?? DEFAULTS.stderr,
    signal: options.signal,
    timeout: options.timeout ?? DEFAULTS.timeout,
    idleTimeout: options.idleTimeout ?? DEFAULTS.idleTimeout,
    firstOutputTimeout: options.firstOutputTimeout ?? DEFAULTS.firstOutputTimeout,
    ladder: ladderOf(options.ladder, termTimeout, killTimeout),
    killTimeout,
    drainTimeout: options.drainTimeout ?? DEFAULTS.drainTimeout,
    leftovers: options.leftovers ?? DEFAULTS.leftovers,
    lingerTimeout: options.lingerTimeout ?? DEFAULTS.lingerTimeout,
    containment: options.containment ?? DEFAULTS.containment,
    session: options.session ?? DEFAULTS.session,
    maxLineBytes: options.maxLineBytes ?? DEFAULTS.maxLineBytes,
    onStderr: options.onStderr,
    preferLocal: options.preferLocal ?? DEFAULTS.preferLocal,
    maxOutputBytes: options.maxOutputBytes ?? DEFAULTS.maxOutputBytes,
    overflow: options.overflow ?? DEFAULTS.overflow,
    encoding: options.encoding ?? DEFAULTS.encoding,
    reject: options.reject ?? DEFAULTS.reject,
  };
  // Not a copy of it: node 20 gives each copy a description of its fields of its own, 700 bytes of it.
  const refused = refusal(spec, { termTimeout, killTimeout }, options.cwd);
  return Object.freeze(Object.assign(spec, { refused }));
}

const COMMON_LADDER: Ladder = Object.freeze([
  Object.freeze({ signal: "SIGTERM", waitMs: DEFAULTS.termTimeout }),
  Object.freeze({ kill: true, waitMs: DEFAULTS.killTimeout }),
]);

function ladderOf(given: Ladder | undefined, termTimeout: number, killTimeout: number): Ladder {
  // Most runs climb this one, and there may be very many.
  if (given === undefined && termTimeout === DEFAULTS.termTimeout && killTimeout === DEFAULTS.killTimeout)
    return COMMON_LADDER;
  return endingInKill(given ?? [{ signal: "SIGTERM", waitMs: termTimeout }], killTimeout);
}

/** A stop that nobody can refuse: the kill rung is added where a ladder lacks it. */
export function endingInKill(ladder: Ladder, killTimeout: number): Ladder {
  const last = ladder.at(-1);
  const kill: readonly Rung[] = last !== undefined && "kill" in last ? [] : [{ kill: true, waitMs: killTimeout }];
  return Object.freeze([...ladder, ...kill]);
}

/** undefined if the URL names no file of this machine. */
function pathOf(url: URL): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    // ERR_INVALID_URL_SCHEME, _HOST, _PATH: the refusal quotes the URL.
    return undefined;
  }
}

/** Why a spec of the right types can never be run, or null. */
function refusal(
  spec: Omit<ResolvedSpec, "refused">,
  ladderTimes: Readonly<Record<"termTimeout" | "killTimeout", number>>,
  cwd: string | URL | undefined,
): LeashError | null {
  const cannot = (found: string): LeashError =>
    new LeashError("INVALID_ARGUMENT", `Cannot start ${quote(spec.file)}: ${found}`);
  if (spec.file === "") return cannot("the program's name is empty; give a name or a path");
  const argv = [spec.file, ...spec.args];
  // The kernel ends a string at its first NUL: the program would silently see less than was written.
  const cut = argv.findIndex((text) => text.includes("\0"));
  if (cut >= 0) return cannot(`argument ${cut} (${quote(argv[cut])}) contains a NUL byte; send it through stdin`);
  if (cwd instanceof URL && spec.cwd === undefined)
    return cannot(`the cwd ${quote(cwd)} is no file: URL of this machine; give a path`);
  if (spec.cwd?.includes("\0") === true) return cannot(`the cwd ${quote(spec.cwd)} contains a NUL byte`);
  for (const [name, value] of Object.entries(spec.env ?? {})) {
    if (name === "" || name.includes("=") || name.includes("\0") || value.includes("\0")) {
      return cannot(
        `the environment variable ${quote(name)} cannot exist: a name is not empty and holds no "=", neither part holds a NUL byte`,
      );
    }
  }
  for (const name of NUMBERS) {
    const value = name === "termTimeout" || name === "killTimeout" ? ladderTimes[name] : spec[name];
    if (!(value >= 0)) return cannot(`the option ${name} is ${value}; give a number that is 0 or more`);
  }
  for (const rung of spec.ladder) {
    if (!(rung.waitMs >= 0))
      return cannot(`a rung of the ladder waits ${rung.waitMs} ms; give a number that is 0 or more`);
  }
  if (
    (Number.isFinite(spec.idleTimeout) || Number.isFinite(spec.firstOutputTimeout)) &&
    spec.stdout !== "pipe" &&
    spec.stderr !== "pipe"
  ) {
    return cannot("a timeout on output needs a piped stdout or stderr, and neither is; pipe one or drop the timeout");
  }
  if (spec.onStderr !== undefined && spec.stderr !== "pipe") {
    return cannot(`onStderr needs stderr: "pipe", and it is ${quote(describe(spec.stderr))}`);
  }
  return null;
}

function describe(target: OutputTarget): string {
  return typeof target === "string" ? target : "a file";
}
