import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { exited } from "../../exit-code.ts";
import type { Proof } from "../../outcome.ts";
import { knownByPid } from "../known-by-pid.ts";
import type { Census, LeaderEnd, Tree } from "../types.ts";

/** A tree whose leader is our child; of the others only the system's own tool knows, and only while that lives. */
export function holdByTaskkill(child: ChildProcess, pid: number): Tree {
  let state: "runs" | "killing" | "ended" = "runs";
  const leader = new Promise<LeaderEnd>((resolve) => {
    child.once("exit", (code, signal) => {
      // What taskkill ends, exits with 1, as many do by themselves.
      const killed = state === "killing" || signal !== null;
      state = "ended";
      resolve(killed ? { kind: "signal", signal: "SIGKILL" } : exited(code as number));
    });
  });
  let struck: Promise<void> = Promise.resolve();

  const kill = (): void => {
    // Not after its end: its number may be another's by now.
    if (state !== "runs") return;
    state = "killing";
    struck = taskkill(pid).then((worked) => {
      // Not to be had, or not allowed to: the program itself at least.
      if (!worked) child.kill("SIGKILL");
    });
  };
  const census = (): Census =>
    state === "ended"
      ? { state: "empty", proof: "unverified" }
      : { state: "alive", members: [knownByPid(pid)], newcomers: 0 };

  return {
    heldBy: () => "sweep",
    pid,
    stdin: child.stdin,
    hostDeath: "unguarded",
    leader,
    whenLost: () => {},
    // There is no gentle word for a program on another console.
    signal: (signal) => {
      if (signal !== "SIGKILL" || state !== "runs") return false;
      kill();
      return true;
    },
    kill,
    census,
    whenEmpty: () => {
      let cancel!: () => void;
      const cancelled = new Promise<null>((resolve) => {
        cancel = () => resolve(null);
      });
      const empty = leader.then(() => struck).then((): Proof => "unverified");
      return { empty: Promise.race([empty, cancelled]), cancel };
    },
    usage: () => null,
    release: () => {
      if (state === "ended") return;
      // A survivor must not keep the host's event loop alive.
      child.stdin?.destroy();
      child.unref();
    },
  };
}

/** By its full path: another program of that name could stand in the working directory. @returns whether it has ended them. */
function taskkill(pid: number): Promise<boolean> {
  const path = join(process.env["SystemRoot"] ?? "C:\\Windows", "System32", "taskkill.exe");
  return new Promise((resolve) => {
    const tool = spawn(path, ["/T", "/F", "/PID", String(pid)], { stdio: "ignore", windowsHide: true });
    tool.once("error", () => resolve(false));
    tool.once("exit", (code) => resolve(code === 0));
  });
}
