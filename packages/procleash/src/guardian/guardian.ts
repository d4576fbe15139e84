import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Writable } from "node:stream";
import { GUARDIAN_SCRIPT } from "./script.ts";

/** Promise 2: when this process dies, by SIGKILL too, the trees that it registered here are ended. */
export interface Guardian {
  /** Resolves once it waits for our end; false if it cannot be started (no `/bin/sh`, no more processes). */
  ready(): Promise<boolean>;
  /** Whether it waits already: then no tick is lost for it. */
  readonly isReady: boolean;
  /** A tree began. */
  add(ward: Ward): void;
  /** It is over, or was let go. */
  remove(ward: Ward): void;
}

/** A tree as the guardian knows it: the leader's identity and the variable in the tree's environment. */
export interface Ward {
  readonly pid: number;
  readonly start: number;
  readonly variable: string;
}

/** What it does when the host is gone. The runs' own ladders died with the host. */
export type Duty =
  /** Sends SIGTERM, and SIGKILL a second later. */
  | "asks"
  /** Leaves the trees to their wardens, and kills what is left of them two seconds later. */
  | "waits";

/** From the end of the host to SIGKILL, in steps of 50 ms. */
const GRACE_STEPS: Readonly<Record<Duty, number>> = { asks: 20, waits: 40 };

/** So many lines of the journal wait in the pipe at most: they must be in the kernel when we die, not in our memory. */
const LINES_AT_ONCE = 64;

/**
 * A guardian for this thread, started at the first `ready()`. It does not keep the host alive. If somebody kills it, a new
 * one takes over the trees that still run.
 *
 * @param prefix how the variables of all its trees begin.
 */
export function createGuardian(prefix: string, duty: Duty): Guardian {
  const wards = new Set<Ward>();
  let child: ChildProcess | null = null;
  let unread = 0;
  let waiting = false;
  let readiness: Promise<boolean> | null = null;

  const note = (op: "+" | "-", { pid, start, variable }: Ward): void => {
    if (child === null) return;
    journalOf(child)?.write(`${op} ${pid} ${start} ${variable}\n`);
    if (++unread < LINES_AT_ONCE) return;
    child.stdin?.write(`${unread}\n`);
    unread = 0;
  };

  const begin = (): Promise<boolean> =>
    new Promise((resolve) => {
      const gone = (): void => {
        if (child !== started) return;
        child = null;
        waiting = false;
        readiness = null;
        resolve(false);
        // Somebody killed it: promise 2 still holds for what runs.
        if (wards.size > 0) readiness = begin();
      };
      let started: ChildProcess;
      try {
        started = spawnShell(prefix, duty);
      } catch {
        // Out of memory or processes, for instance: asked again at the next run, and said in its outcome until then.
        readiness = null;
        resolve(false);
        return;
      }
      child = started;
      unread = 0;
      started.once("error", gone).once("exit", gone);
      // EPIPE: it is dying, and `exit` follows.
      for (const pipe of [started.stdin, journalOf(started)]) pipe?.on("error", () => {});
      started.stdout
        ?.on("error", () => {})
        .once("data", () => {
          waiting = true;
          started.stdout?.destroy();
          started.unref();
          resolve(true);
        });
      for (const ward of wards) note("+", ward);
    });

  return {
    get isReady() {
      return waiting;
    },
    ready: () => (readiness ??= begin()),
    add: (ward) => {
      wards.add(ward);
      note("+", ward);
    },
    remove: (ward) => {
      if (wards.delete(ward)) note("-", ward);
    },
  };
}

function spawnShell(prefix: string, duty: Duty): ChildProcess {
  const child = spawn("/bin/sh", ["-c", GUARDIAN_SCRIPT, "leash-guardian", prefix, String(GRACE_STEPS[duty]), duty], {
    // Its own session: what ends our group or closes our terminal must not end it.
    detached: true,
    stdio: ["pipe", "pipe", "ignore", "pipe"],
    cwd: "/",
  });
  // Sockets at run time, though typed as streams; only sockets can be told not to keep the loop alive.
  for (const pipe of [child.stdin, journalOf(child)] as readonly unknown[]) {
    if (typeof pipe === "object" && pipe !== null && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
  }
  return child;
}

/** Descriptor 3 of the guardian; none if it could not be started. */
function journalOf(child: ChildProcess): Writable | null {
  return (child.stdio?.[3] as Writable | null | undefined) ?? null;
}
