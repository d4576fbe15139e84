import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import type { ProcessEntry, ProcessTable } from "./process-table.ts";

/** The process table of Linux: `/proc`, see proc(5). `root` is replaced in tests. */
export function procfs(root = "/proc"): ProcessTable {
  const entry = (pid: number): ProcessEntry | null => {
    const stat = read(`${root}/${pid}/stat`);
    return stat === null ? null : parseStat(pid, stat);
  };
  return {
    tellsNewestPid: true,
    newestPid: () => {
      // "0.00 0.01 0.05 1/89 2177": the last field is the pid most recently created.
      const loadavg = read(`${root}/loadavg`);
      const newest = loadavg === null ? NaN : Number(loadavg.slice(loadavg.lastIndexOf(" ") + 1));
      return newest > 0 ? newest : null;
    },
    entry,
    isProcess: (pid) => read(`${root}/${pid}/status`)?.includes(`\nTgid:\t${pid}\n`) ?? false,
    entries: () => {
      const found: ProcessEntry[] = [];
      for (const name of readdirSync(root)) {
        const first = name.charCodeAt(0);
        if (first < 48 || first > 57) continue;
        const process = entry(Number(name));
        if (process !== null) found.push(process);
      }
      return found;
    },
    carries: (pid, variable) => {
      const environ = read(`${root}/${pid}/environ`);
      if (environ === null) return "unreadable";
      if (environ === "") return hasNoEnvironment(read(`${root}/${pid}/stat`)) ? "no" : "starting";
      return environ.startsWith(`${variable}=`) || environ.includes(`\0${variable}=`) ? "yes" : "no";
    },
  };
}

/**
 * Whose numbers are in `/proc`? They are those of the pid namespace for which it was mounted: after `unshare --pid` without
 * `--mount-proc`, each of them is a stranger's. `null`: there is no `/proc`.
 */
export function whoseProc(): "ours" | "foreign" | null {
  let self: string;
  try {
    self = readlinkSync("/proc/self");
  } catch {
    // ENOENT: there is none, or it is of a namespace in which we have no number.
    return read("/proc/version") === null ? null : "foreign";
  }
  // Our numbers from that namespace down to our own: in ours, there is one. Old kernels do not tell.
  const inEach = /^NSpid:\t(.*)$/m.exec(read("/proc/self/status") ?? "")?.[1] ?? self;
  return self === String(process.pid) && inEach === self ? "ours" : "foreign";
}

/** Field numbers as in proc(5). The name may hold spaces and parentheses, so counting starts after the last one. */
export function parseStat(pid: number, stat: string): ProcessEntry | null {
  const open = stat.indexOf("(");
  const close = stat.lastIndexOf(")");
  const fields = stat.slice(close + 2).split(" ", 20);
  const [state, parent, group, session] = fields;
  const start = fields[19]; // starttime, field 22
  if (open < 0 || close < open || start === undefined) return null;
  if ((Number(fields[6]) & PF_KTHREAD) !== 0) return null;
  return {
    pid,
    name: stat.slice(open + 1, close),
    // A zombie whose threads go on: only its first thread has ended.
    state: state === "Z" && Number(fields[17]) > 1 ? "S" : (state as string),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    start: Number(start),
  };
}

/**
 * An empty `environ` is that of a program without any environment, or of one that execve(2) is still laying out. The
 * kernel sets the address of the code last (load_elf_binary in fs/binfmt_elf.c), and one reading of `stat` tells of one
 * layout. The arguments tell nothing: by the time that they are read, the layout can be complete.
 */
function hasNoEnvironment(stat: string | null): boolean {
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  const field = (number: number): number => Number(fields[number - 3]);
  const [startcode, envStart, envEnd] = [field(26), field(50), field(51)];
  // 0: not set yet. 1: what is told to who may not know.
  return startcode > 1 && envStart === envEnd;
}

/** A thread of the kernel's own (include/linux/sched.h): no program, no environment, nobody's descendant. */
const PF_KTHREAD = 0x0020_0000;

/** latin1: what is searched for is ASCII, and other bytes must not change lengths or fail to decode. */
function read(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    // ENOENT and ESRCH: it ended before or while it was read. EACCES and EPERM: not ours to read.
    if (UNREADABLE.has((error as NodeJS.ErrnoException).code)) return null;
    throw error;
  }
}

const UNREADABLE = new Set<string | undefined>(["ENOENT", "ESRCH", "EACCES", "EPERM", "ENOTDIR"]);
