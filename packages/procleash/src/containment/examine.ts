import { accessSync, constants, readFileSync } from "node:fs";
import type { ContainmentName, Proof } from "../outcome.ts";
import { whoseProc } from "../platform/procfs.ts";
import { isLinux, isWindows } from "../platform/system.ts";
import type { Containment } from "./types.ts";
import { chooseRoad } from "../spawn/road.ts";
import { chooseContainment, findWarden } from "./choose.ts";

/** What a machine offers for holding trees: the answer behind `leash doctor`. */
export interface Examination {
  readonly containment: ContainmentName;
  /** The best proof of an empty tree that can be given here. */
  readonly proof: Proof;
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly name: string;
  readonly status: "ok" | "missing" | "degraded";
  readonly detail: string;
  readonly remedy?: string;
}

/**
 * Examines this machine by trying things, not by asking for versions.
 *
 * @throws {LeashError} where no containment works at all.
 */
export async function examine(): Promise<Examination> {
  const containment = chooseContainment();
  await containment.prepare();
  const { name, proof } = containment;
  const findings = [
    warden(containment),
    ...(name === "warden" ? [start()] : []),
    // There, nothing is searched for.
    ...(isWindows ? [] : [processTable()]),
    // The warden needs no search.
    ...(name === "sweep" && !isWindows ? [newestPid(proof)] : []),
    isWindows ? ownDeath(containment.guarded) : guardian(containment.guarded),
    foreground(containment.foreground),
  ];
  return { containment: name, proof, findings };
}

function processTable(): Finding {
  const name = "process table";
  const whose = whoseProc();
  if (whose === "foreign")
    return {
      name,
      status: "degraded",
      detail: "/proc is that of another pid namespace: its numbers are those of strangers, so it is not read",
      remedy: "mount /proc anew inside: unshare --mount-proc, bwrap --proc /proc",
    };
  if (whose === null)
    return {
      name,
      status: "degraded",
      detail: isLinux
        ? "no /proc: nobody can be searched for"
        : "no /proc: processes are listed with ps, which cannot prove that nobody is left",
    };
  const hidden = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .some((line) => / \/proc .*hidepid=([12]|invisible|noaccess|ptraceable)/.test(line));
  if (!hidden || process.getuid?.() === 0) return { name, status: "ok", detail: "/proc shows every process" };
  return {
    name,
    status: "degraded",
    detail: "/proc hides the processes of other users (hidepid): a set-uid program in a tree would not be seen",
    remedy: "mount /proc without hidepid, or give this user the group that may see all (gid=)",
  };
}

function newestPid(proof: Proof): Finding {
  const name = "newest pid";
  if (proof === "stable-scan")
    return {
      name,
      status: "ok",
      detail: "/proc/loadavg tells which pid was given out last: a search can be proved complete",
    };
  return {
    name,
    status: "missing",
    detail: "the system does not tell truly which pid was given out last: an empty tree is reported as unverified",
    remedy: "on Linux, give the sandbox or container the kernel's own /proc/loadavg",
  };
}

function guardian(prepared: boolean): Finding {
  const name = "guardian";
  if (prepared)
    return {
      name,
      status: "ok",
      detail: "/bin/sh waits for the end of this process: trees die with it, after SIGKILL too",
    };
  return {
    name,
    status: "missing",
    detail: `/bin/sh ${shell()}: trees may outlive this process if it is killed`,
    remedy: "install a shell as /bin/sh",
  };
}

function ownDeath(guarded: boolean): Finding {
  const name = "own death";
  if (guarded)
    return { name, status: "ok", detail: "trees end with this process: Windows closes the Job Objects that hold them" };
  return {
    name,
    status: "missing",
    detail: "only the programs themselves end with this process, not what they started",
  };
}

function shell(): string {
  try {
    accessSync("/bin/sh", constants.X_OK);
    return "could not be started";
  } catch {
    return "is not there";
  }
}

function warden({ name: used, insteadOfWarden }: Containment): Finding {
  const name = "warden";
  if (used === "warden")
    return {
      name,
      status: "ok",
      detail: `${findWarden().path} holds each tree: nobody can leave it, and its end is proved`,
    };
  const loss = isWindows
    ? "programs are ended by taskkill, which finds descendants only while the program itself lives; they get no gentle signal"
    : "a process that leaves its session and clears its environment can escape; CPU time and memory are not measured";
  if (insteadOfWarden === null) {
    // Somebody has forced the sweep, or this system has no wardens.
    const found = findWarden();
    if (found.path !== null)
      return { name, status: "degraded", detail: `not used, as LEASH_CONTAINMENT says: ${loss}`, remedy: "unset it" };
    return { name, status: "missing", detail: `${found.why}: ${loss}` };
  }
  return {
    name,
    status: "missing",
    detail: `${insteadOfWarden}: ${loss}`,
    remedy: "install procleash with its optional dependencies; in a checkout, install a C compiler and npm ci",
  };
}

function start(): Finding {
  const name = "start";
  const { insteadOfAddon, copies } = chooseRoad();
  if (insteadOfAddon === null)
    return { name, status: "ok", detail: "by the addon: as quick in a process of many gigabytes as in a small one" };
  if (!copies) return { name, status: "ok", detail: `without the addon, ${insteadOfAddon}` };
  return {
    name,
    status: "degraded",
    detail: `by node, ${insteadOfAddon}: each start stops this process, for about 50 ms a gigabyte that it uses`,
    remedy:
      "allow addons, and install procleash with its optional dependencies; in a checkout, install a C compiler and npm ci",
  };
}

function foreground(offered: boolean): Finding {
  const name = "terminal";
  if (offered) return { name, status: "ok", detail: "programs can share the terminal's session" };
  return {
    name,
    status: "missing",
    detail: "programs get a session of their own, without a terminal: no job control and no password prompts",
  };
}
