import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createGuardian } from "../../guardian/guardian.ts";
import type { ProcessTable } from "../../platform/process-table.ts";
import type { Containment, Launch, Tree } from "../types.ts";
import { holdTree } from "./tree.ts";

/**
 * The containment without a helper: a new session for each tree, a variable in its environment, and a search of the
 * process table. It needs no privilege and no binary.
 */
export function createSweep(table: ProcessTable): Containment {
  // One unique *name* a run, so that a tree inside a tree carries both, and ending the outer one finds the inner.
  // Unlike any other, not secret: loading node:crypto for it would cost each host more than a millisecond.
  const token = `${process.pid.toString(36)}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const prefix = `LEASH_${token}_`;
  const guardian = createGuardian(prefix);
  let runs = 0;
  const outer = outerVariables();
  let newestPidIsTrue = table.tellsNewestPid;
  let tested = false;
  let hostDeath: Tree["hostDeath"] = "unguarded";

  let preparing: Promise<void> | null = null;

  const prepare = async (): Promise<void> => {
    const before = table.newestPid();
    const guarded = await guardian.ready();
    hostDeath = guarded ? "guarded" : "unguarded";
    if (tested || !guarded) return;
    tested = true;
    // Some sandboxes make the file up. The guardian was created between the two answers, so a true one has moved.
    if (before !== null && before === table.newestPid()) newestPidIsTrue = false;
  };

  return {
    name: "sweep",
    get proof() {
      return newestPidIsTrue ? "stable-scan" : "unverified";
    },
    foreground: false,
    get prepared() {
      return guardian.isReady;
    },
    prepare: () => (preparing ??= prepare().finally(() => (preparing = null))),
    start: async (launch) => {
      // A tree that will be let go has a name that the guardian is not looking for, only the one that it was told.
      const variable = launch.mayBeLetGo ? `LEASH_LEAVE_${token}_${++runs}` : `${prefix}${++runs}`;
      const child = begin(launch, { ...outer, [variable]: "1" });
      const { pid } = child;
      if (pid === undefined) throw await refusal(child);
      // What comes after the start goes to the streams and to `exit`; an `error` event without a listener would end the host.
      child.on("error", () => {});
      const trueTable = newestPidIsTrue ? table : { ...table, newestPid: () => null, tellsNewestPid: false };
      return holdTree(child, pid, { table: trueTable, guardian, hostDeath, variable });
    },
  };
}

/**
 * If this host is itself a member of a tree, its programs are, too, also those that are given an exact environment: the
 * outer host must find them.
 */
function outerVariables(): Record<string, string> {
  const marks = Object.entries(process.env).filter(([name]) => /^LEASH_(LEAVE_)?[0-9a-z]+_\d+$/.test(name));
  return Object.fromEntries(marks) as Record<string, string>;
}

function begin({ file, args, cwd, env, stdio }: Launch, marks: Readonly<Record<string, string>>): ChildProcess {
  return spawn(file, args, {
    cwd,
    env: { ...env, ...marks },
    stdio: [...stdio],
    // setsid(2): no terminal, so no prompt for a password can hang us, and a group and session number of its own.
    detached: true,
  });
}

/** The error of a start that the system refused: node reports some of them by throwing, and some by an event. */
function refusal(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      // They were created for a child that does not exist, and would stay open.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(error);
    });
  });
}
