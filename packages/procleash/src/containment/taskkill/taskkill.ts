import { spawn } from "node:child_process";
import { refusalOf } from "../../spawn/by-node.ts";
import { inletOf } from "../../spawn/inlets.ts";
import { resolveHere } from "../../platform/windows/this-machine.ts";
import type { Containment } from "../types.ts";
import { holdByTaskkill } from "./tree.ts";

/**
 * The containment of Windows without a helper: taskkill(1) ends the descendants of a program as long as that itself lives. It
 * proves nothing, sends no gentle signal, and nothing dies with this process but the programs themselves (a job of node's).
 *
 * @param insteadOfWarden why it is used where a warden is wanted, or null.
 */
export function createTaskkill(insteadOfWarden: string | null): Containment {
  return {
    name: "sweep",
    insteadOfWarden,
    proof: "unverified",
    foreground: false,
    prepared: true,
    guarded: false,
    prepare: () => Promise.resolve(),
    start: async (launch, adopt) => {
      const { application, commandLine } = resolveHere(launch);
      const { cwd, env, stdio } = launch;
      const child = spawn(application, [], {
        argv0: commandLine,
        cwd,
        env: { ...env },
        stdio: [...stdio],
        windowsHide: true,
        windowsVerbatimArguments: true,
      });
      const { pid } = child;
      if (pid === undefined) throw await refusalOf(child);
      adopt(child.stdout && inletOf(child.stdout), child.stderr && inletOf(child.stderr));
      // What comes after the start goes to the streams and to `exit`; an `error` event without a listener would end the host.
      child.on("error", () => {});
      return holdByTaskkill(child, pid);
    },
  };
}
