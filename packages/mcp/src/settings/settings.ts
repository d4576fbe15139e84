import { randomBytes } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { quote, reasonOf, Refusal } from "../refusal.ts";
import { fromEnvironment, fromFile } from "./given.ts";
import type { Given } from "./options.ts";

/** What the server goes by, from its start to its end. Times are milliseconds, sizes bytes. */
export interface Settings {
  /** Real paths of folders; the first one is where programs start if nothing else is said. */
  readonly roots: readonly [string, ...string[]];
  /** Null: every program that is not denied. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
  readonly shell: boolean;
  readonly readOnly: boolean;
  /** Null: all that are known. */
  readonly agents: readonly string[] | null;
  readonly agentFirstEventMs: number;
  readonly agentLingerMs: number;
  readonly limits: Limits;
  readonly yieldMs: number;
  readonly progressMs: number;
  readonly cancelGraceMs: number;
  readonly stopGraceMs: number;
  readonly shutdownGraceMs: number;
  readonly stateDir: string;
  /** Null: no audit log. */
  readonly audit: { readonly path: string; readonly rotateBytes: number } | null;
  /** Null: stdio. */
  readonly http: Http | null;
}

export interface Http {
  readonly port: number;
  readonly token: string;
  /** Nobody knows it yet. */
  readonly isNewToken: boolean;
  readonly origins: readonly string[];
}

export interface Limits {
  readonly maxJobs: number;
  readonly keepJobs: number;
  readonly keepMs: number;
  /** Null: a program may run as long as it likes. */
  readonly timeoutMs: number | null;
  readonly memoryBytes: number;
  readonly jobMemoryBytes: number;
  readonly diskBytes: number;
  readonly jobDiskBytes: number;
}

/** How much of the beginning of each stream stays in memory, beside its last bytes. */
export const HEAD_BYTES: number = 16 * 1024;

/** The most that a running job may take of the memory: two streams. */
export function reservedBytes(jobMemoryBytes: number): number {
  return 2 * (jobMemoryBytes + HEAD_BYTES);
}

/** Official clients give two seconds from the end of stdin to SIGTERM; killing and leaving must fit in as well. */
const LONGEST_SHUTDOWN_MS = 1_000;

/**
 * Flags win over the environment, that over the file, and the file over the defaults.
 *
 * @throws {Refusal} if a setting makes no sense.
 */
export function settle(flags: Given, environment: Readonly<Record<string, string | undefined>>): Settings {
  const variables = fromEnvironment(environment);
  const file = flags.config ?? variables.config;
  const given: Given = { ...(file === undefined ? {} : fromFile(file)), ...variables, ...flags };
  const stateDir = resolve(given.stateDir ?? defaultStateDir(environment));
  const shutdownGraceMs = given.shutdownGraceMs ?? 400;
  if (shutdownGraceMs > LONGEST_SHUTDOWN_MS) {
    throw new Refusal(
      `Cannot give programs ${shutdownGraceMs} ms when the server ends: clients wait two seconds in all; want at most ${LONGEST_SHUTDOWN_MS}`,
    );
  }
  return Object.freeze({
    roots: rootsOf(given),
    allow: given.allow ?? (given.readOnly === true ? [] : null),
    deny: given.deny ?? [],
    shell: given.readOnly !== true && (given.shell ?? !restricted(given)),
    readOnly: given.readOnly ?? false,
    agents: given.agents?.join() === "none" ? [] : (given.agents ?? (restricted(given) ? [] : null)),
    agentFirstEventMs: given.agentFirstEventMs ?? 120_000,
    agentLingerMs: given.agentLingerMs ?? 5_000,
    limits: limitsOf(given),
    yieldMs: given.yieldMs ?? 25_000,
    progressMs: Math.max(100, given.progressMs ?? 3_000),
    cancelGraceMs: given.cancelGraceMs ?? 50,
    stopGraceMs: given.stopGraceMs ?? 2_000,
    shutdownGraceMs,
    stateDir,
    audit:
      given.audit === false
        ? null
        : { path: join(stateDir, "audit.jsonl"), rotateBytes: Math.max(4096, given.auditBytes ?? 10 * MIB) },
    http:
      given.http === undefined
        ? null
        : {
            port: portOf(given.http),
            token: given.token ?? randomBytes(24).toString("base64url"),
            isNewToken: given.token === undefined,
            origins: given.origin ?? [],
          },
  });
}

/** Nobody can tell what a shell line or an agent starts: beside a list of names they would be a hole in it. */
function restricted({ allow, deny }: Given): boolean {
  return allow !== undefined || deny !== undefined;
}

const MIB = 1024 * 1024;

function limitsOf(given: Given): Limits {
  const jobMemoryBytes = Math.max(4096, given.jobMemoryBytes ?? MIB / 4);
  const memoryBytes = given.memoryBytes ?? 64 * MIB;
  if (memoryBytes < reservedBytes(jobMemoryBytes)) {
    throw new Refusal(
      `Cannot keep the output of a job in ${memoryBytes} bytes: one may take ${reservedBytes(jobMemoryBytes)}; raise memoryBytes or lower jobMemoryBytes`,
    );
  }
  return {
    maxJobs: Math.max(1, given.maxJobs ?? 32),
    keepJobs: given.keepJobs ?? 100,
    keepMs: given.keepMs ?? 3_600_000,
    timeoutMs: given.timeoutMs ?? null,
    memoryBytes,
    jobMemoryBytes,
    diskBytes: given.diskBytes ?? 1024 * MIB,
    jobDiskBytes: given.jobDiskBytes ?? 64 * MIB,
  };
}

function rootsOf(given: Given): readonly [string, ...string[]] {
  const [first = defaultRoot(), ...others] = given.root ?? [];
  return [realFolder(first), ...others.map(realFolder)];
}

/** Some clients start their servers in `/`, which would be no limit at all. */
function defaultRoot(): string {
  const here = process.cwd();
  return dirname(here) === here ? homedir() : here;
}

function realFolder(path: string): string {
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw new Refusal(`Cannot allow the folder ${quote(path)}: ${reasonOf(error)}; give --root a folder that exists`);
  }
  if (!statSync(real).isDirectory()) throw new Refusal(`Cannot allow the folder ${quote(path)}: it is no folder`);
  return real;
}

function portOf(port: number): number {
  if (port <= 65_535) return port;
  throw new Refusal(`Cannot serve HTTP on port ${port}: want at most 65535, or 0 for any free one`);
}

function defaultStateDir(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "procleash-mcp");
}
