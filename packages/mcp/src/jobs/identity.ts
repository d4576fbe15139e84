import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { run } from "procleash";

/**
 * Who a process is, in words that can name a folder: its pid, and when it started, because pids are given out again. A folder
 * can be seen from several machines (a home on a server) and pid namespaces (containers), and each has pids of its own.
 */
export interface Identity {
  readonly machine: string;
  /** Times on Linux count from the boot, so they begin anew with each. */
  readonly boot: string;
  readonly namespace: string;
  readonly pid: number;
  readonly start: string;
}

const isLinux = process.platform === "linux";

/** Null: there is no such process, or the system does not tell. */
export async function identify(pid: number): Promise<Identity | null> {
  const start = isLinux ? startFromProc(pid) : await startFromPs(pid);
  return start === null ? null : { ...here(), pid, start };
}

export function nameOf({ machine, boot, namespace, pid, start }: Identity): string {
  return [machine, boot, namespace, pid, start].join("-");
}

/** Null: no name that `nameOf` gave. */
export function fromName(name: string): Identity | null {
  const [, machine, boot, namespace, pid, start] = /^(\w+)-(\w+)-(\w+)-(\d+)-(\w+)$/.exec(name) ?? [];
  if (machine === undefined || boot === undefined || namespace === undefined || start === undefined) return null;
  return { machine, boot, namespace, pid: Number(pid), start };
}

/** Is the process certainly gone? What cannot be looked at from here may live. */
export async function isGone(owner: Identity): Promise<boolean> {
  const { machine, boot, namespace } = here();
  if (owner.machine !== machine) return false;
  if (owner.boot !== boot) return true;
  if (owner.namespace !== namespace) return false;
  return (await identify(owner.pid))?.start !== owner.start;
}

function here(): Pick<Identity, "machine" | "boot" | "namespace"> {
  const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 12);
  if (!isLinux) return { machine, boot: "0", namespace: "0" };
  return {
    machine,
    boot: read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8)),
    namespace: read(() => /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0"),
  };
}

function read(ask: () => string): string {
  try {
    return ask();
  } catch {
    return "0"; // a /proc that hides it: the same for every server here, so start times alone must do
  }
}

function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name may hold spaces and parentheses: count fields after the last one.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null; // gone
  }
}

async function startFromPs(pid: number): Promise<string | null> {
  const { stdout } = await run("ps", ["-p", String(pid), "-o", "lstart="], { reject: false });
  return stdout.trim().replace(/\W+/g, "_") || null;
}
