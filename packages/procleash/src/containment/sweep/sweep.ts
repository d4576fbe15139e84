import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createGuardian } from "../../guardian/guardian.ts";
import type { ProcessTable } from "../../platform/process-table.ts";
import { createMarks } from "../marks.ts";
import { refusalOf } from "../../spawn/by-node.ts";
import { inletOf } from "../../spawn/inlets.ts";
import type { Containment, Launch, Tree } from "../types.ts";
import { holdTree } from "./tree.ts";

/**
 * The containment without a helper: a new session for each tree, a variable in its environment, and a search of the
 * process table. It needs no privilege and no binary.
 *
 * @param insteadOfWarden why it is used where a warden is wanted, or null.
 */
export function createSweep(table: ProcessTable, insteadOfWarden: string | null): Containment {
  const marks = createMarks();
  const guardian = createGuardian(marks.prefix, "asks");
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
    insteadOfWarden,
    get proof() {
      return newestPidIsTrue ? "stable-scan" : "unverified";
    },
    foreground: false,
    get prepared() {
      return guardian.isReady;
    },
    get guarded() {
      return guardian.isReady;
    },
    prepare: () => (preparing ??= prepare().finally(() => (preparing = null))),
    start: async (launch, adopt) => {
      const variable = marks.next(launch.mayBeLetGo);
      const child = begin(launch, { ...marks.outer, [variable]: "1" });
      const { pid } = child;
      if (pid === undefined) throw await refusalOf(child);
      adopt(child.stdout && inletOf(child.stdout), child.stderr && inletOf(child.stderr));
      // What comes after the start goes to the streams and to `exit`; an `error` event without a listener would end the host.
      child.on("error", () => {});
      const trueTable = newestPidIsTrue ? table : { ...table, newestPid: () => null, tellsNewestPid: false };
      return holdTree(child, pid, { table: trueTable, guardian, hostDeath, variable });
    },
  };
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
