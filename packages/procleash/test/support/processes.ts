import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Written independently of the library's own process table: a test must not trust what it checks. */
export interface Identity {
  readonly pid: number;
  readonly start: string;
}

export interface Entry extends Identity {
  readonly parent: number;
  readonly group: number;
  /** "0" where the system does not tell. */
  readonly session: number;
  readonly state: string;
}

export const hasProc: boolean = process.platform === "linux";

const random = Math.random().toString(36).slice(2, 8);

/** Unique per test file and run of it; every fixture carries it in its arguments. */
export const FILE_TOKEN = `plt-${basename(process.argv[1] ?? "repl").replace(/\W+/g, "-")}-${process.pid}-${random}`;

/** Inherited by everything that a test file starts with the host's environment, however deep. */
export const HOST_VARIABLE = `PROCLEASH_TEST_${process.pid}_${random}`;
process.env[HOST_VARIABLE] = "1";

/** The name that a fixture of this test carries in its arguments. */
export function token(testName = "any"): string {
  return `${FILE_TOKEN}.${testName.replace(/\W+/g, "-").slice(0, 40)}`;
}

/** One process, zombies included, or null. */
export function entry(pid: number): Entry | null {
  if (!hasProc) return fromPs(["-p", String(pid)])[0] ?? null;
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null; // gone before or while it was read
  }
  // The name may hold spaces and parentheses: count fields after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "?", parent, group, session] = fields;
  return {
    pid,
    state,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    start: fields[19] ?? "?",
  };
}

export function entries(): Entry[] {
  if (!hasProc) return fromPs(["-A"]);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => entry(Number(name)))
    .filter((found) => found !== null);
}

/** @throws if there is no such process now, not even a zombie. */
export function identify(pid: number): Identity {
  const found = entry(pid);
  if (found === null) throw new Error(`no process ${pid}: it ended before the test could identify it`);
  return { pid, start: found.start };
}

/** Zombies are dead; a process that got the number later is another one. */
export function isAlive({ pid, start }: Identity): boolean {
  const found = entry(pid);
  return found !== null && found.start === start && !/^[ZXx]/.test(found.state);
}

/** @returns whether it was gone within the bound. */
export async function waitGone(identity: Identity, boundMs = 20_000): Promise<boolean> {
  return waitUntil(() => !isAlive(identity), boundMs);
}

/** Asks again and again, giving the loop time to turn. @returns whether it came true within the bound. */
export async function waitUntil(condition: () => boolean, boundMs = 20_000): Promise<boolean> {
  const end = performance.now() + boundMs;
  for (;;) {
    if (condition()) return true;
    if (performance.now() > end) return false;
    await sleep(5);
  }
}

/** SIGKILL, if that very process still lives. */
export function endByIdentity(identity: Identity): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, "SIGKILL");
  } catch {
    // ESRCH: it ended between the two lines.
  }
}

/** The arguments, separated by spaces; empty for zombies and for what is gone. */
export function commandLine(pid: number): string {
  if (!hasProc) return ps(["-ww", "-p", String(pid), "-o", "args="]).trim();
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

/** Names of the variables with which a process was started; empty where they may not be read. */
export function variableNames(pid: number): string[] {
  if (!hasProc) return [];
  return read(`/proc/${pid}/environ`)
    .split("\0")
    .map((line) => line.slice(0, Math.max(0, line.indexOf("="))));
}

/** Live processes whose command line contains the text. */
export function withToken(text: string): Entry[] {
  return entries().filter((found) => !/^[ZXx]/.test(found.state) && commandLine(found.pid).includes(text));
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // gone, or of another user
  }
}

function ps(args: readonly string[]): string {
  return spawnSync("ps", args, { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } }).stdout;
}

function fromPs(which: readonly string[]): Entry[] {
  const own = process.pid;
  return ps([...which, "-o", "pid=,ppid=,pgid=,stat=,lstart="])
    .split("\n")
    .flatMap((line) => {
      const [pid, parent, group, state = "?", ...start] = line.trim().split(/\s+/);
      const isOurPs = Number(parent) === own && state.startsWith("R");
      if (!pid || isOurPs) return [];
      return [
        { pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, state, start: start.join(" ") },
      ];
    });
}
