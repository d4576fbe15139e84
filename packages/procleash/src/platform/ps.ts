import { spawnSync } from "node:child_process";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";

/**
 * The process table of systems without `/proc`: one `ps` per question, see ps(1). It tells no newest pid, so nothing that
 * it shows is a proof; sessions are 0, since `ps -o sess` is an address on macOS.
 */
export function ps(): ProcessTable {
  return {
    tellsNewestPid: false,
    newestPid: () => null,
    entry: (pid) => list(["-p", String(pid)])[0] ?? null,
    isProcess: () => true,
    entries: () => list(["-A"]),
    carries: (pid, variable) => {
      // The environment is printed after the command, where the system lets us see it (macOS hides it for its own programs).
      const shown =
        ask(["-E", "-ww", "-p", String(pid), "-o", "command="]) ?? ask(["eww", "-p", String(pid), "-o", "args="]);
      if (shown === null) return "unreadable";
      return shown.includes(` ${variable}=`) ? "yes" : "no";
    },
  };
}

function list(which: readonly string[]): ProcessEntry[] {
  const shown = ask([...which, "-o", "pid=,ppid=,pgid=,stat=,lstart=,comm="]);
  return (shown ?? "")
    .split("\n")
    .map(parseLine)
    .filter((entry) => entry !== null);
}

/** `  501   1 501 Ss   Mon Nov 23 18:24:50 2026 /bin/sh`: four words, the date's five, the rest is the name. */
export function parseLine(line: string): ProcessEntry | null {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
  if (match === null) return null;
  const [, pid, parent, group, state, start, name] = match as unknown as readonly string[];
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: 0,
    state: (state as string).charAt(0),
    start: Date.parse(start as string),
    name: (name as string).slice((name as string).lastIndexOf("/") + 1),
  };
}

function ask(args: readonly string[]): string | null {
  // LC_ALL: lstart is a date in the user's language otherwise.
  const { status, stdout } = spawnSync("ps", args, {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout : null;
}
