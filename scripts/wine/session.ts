/** A Wine that is switched on: programs are run in it one after the other, and it goes with all that it runs. */
import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inside, withVariables } from "./enclosure.ts";
import type { Enclosure } from "./enclosure.ts";

export interface Wine {
  /**
   * Runs a program of Windows to its end. What it prints goes into files: node for Windows cannot use a pipe of Linux.
   * Null if it did not end in time: then it was ended, with everything else in here.
   */
  readonly run: (argv: readonly string[], how: How) => Promise<number | null>;
  /** SIGKILL to those in here whose command line holds that. */
  readonly strike: (part: string) => void;
  /** What still runs when there was time enough to end, Wine's own programs apart; it is ended then. */
  readonly settle: () => Promise<readonly string[]>;
  /** Ends all, in Wine's way and then in the kernel's. Returns what was left by Wine's way. */
  readonly end: () => Promise<readonly string[]>;
  /** Ends all, at once: for the exit of this process. */
  readonly kill: () => void;
}

interface How {
  readonly cwd: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly limitMs: number;
}

const PATIENCE_MS = 10_000;

/** It stays while our end of its pipe is open. (Whose signal is ignored, of those no zombies are kept.) */
const HOLDER = ["sh", "-c", `trap "" CHLD; echo ready; exec cat`];

/** What Wine runs for itself, and ends some time after the last program. */
const OWN =
  /^(cat|\S*wineserver\w*|C:\\windows\\system32\\(services|plugplay|svchost|winedevice|rpcss|explorer)\.exe)\b/i;

/** @throws if it cannot be entered on this machine. */
export async function switchOn(enclosure: Enclosure, variables: Readonly<Record<string, string>>): Promise<Wine> {
  const holder = spawn("unshare", inside(enclosure, HOLDER), { stdio: ["pipe", "pipe", "pipe"] });
  const gone = new Promise<void>((resolve) => holder.once("close", () => resolve()));
  let complaint = "";
  holder.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const ready = await Promise.race([once(holder.stdout, "data"), gone.then(() => null)]);
  if (ready === null) throw new Error(`this machine lets no root be entered: ${complaint.trim()}`);
  const of = `/proc/${holder.pid}/ns`;
  const space = readlinkSync(`${of}/pid_for_children`);

  function enter(argv: readonly string[], stdio: StdioOptions): ChildProcess {
    const where = [`--mount=${of}/mnt`, `--pid=${of}/pid_for_children`];
    const all = [...where, "chroot", enclosure.root, ...withVariables(variables, argv)];
    return spawn("nsenter", all, { stdio });
  }

  async function run(argv: readonly string[], { cwd, stdout, stderr, limitMs }: How): Promise<number | null> {
    const files = [openSync(stdout, "w"), openSync(stderr, "w")] as const;
    const child = enter(["sh", "-c", `cd "$0" && exec wine "$@"`, cwd, ...argv], ["ignore", ...files]);
    for (const file of files) closeSync(file);
    const code = await codeIn(child, limitMs);
    if (code === null) endEverything(space);
    return code;
  }

  async function settle(): Promise<readonly string[]> {
    const strange = (): readonly string[] => commandsIn(space).filter((command) => !OWN.test(command));
    await waitUntil(() => strange().length === 0);
    const left = strange();
    if (left.length > 0) endEverything(space);
    return left;
  }

  async function end(): Promise<readonly string[]> {
    await codeIn(enter(["wineserver", "--kill"], "ignore"), PATIENCE_MS);
    const others = (): readonly string[] => commandsIn(space).filter((command) => command !== "cat");
    await waitUntil(() => others().length === 0);
    const left = others();
    holder.stdin.end();
    await gone;
    return left;
  }

  function strike(part: string): void {
    for (const { pid, command } of processesIn(space)) if (command.includes(part)) strikeOne(pid);
  }

  return { run, strike, settle, end, kill: () => void holder.kill("SIGKILL") };
}

async function codeIn(child: ChildProcess, limitMs: number): Promise<number | null> {
  const late = new AbortController();
  const code = once(child, "exit").then(([status]) => (status as number | null) ?? -1);
  const limit = sleep(limitMs, null, { signal: late.signal });
  try {
    return await Promise.race([code, limit]);
  } finally {
    late.abort();
    limit.catch((error: unknown) => error); // that it was aborted
  }
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; !holds() && performance.now() < until;) await sleep(50);
}

/** The processes in there, seen from out here. Zombies have no command line. */
function* processesIn(space: string): Generator<{ readonly pid: number; readonly command: string }> {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${pid}/ns/pid`) !== space) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      if (command !== "") yield { pid: Number(pid), command };
    } catch {
      // ENOENT, ESRCH: it ended meanwhile.
    }
  }
}

function commandsIn(space: string): readonly string[] {
  return [...processesIn(space)].map(({ command }) => command);
}

/** All but the holder. */
function endEverything(space: string): void {
  for (const { pid, command } of processesIn(space)) {
    if (command !== "cat") strikeOne(pid);
  }
}

function strikeOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // ESRCH: it ended meanwhile.
  }
}
