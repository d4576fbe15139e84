import type { Writable } from "node:stream";
import { spawnChild } from "../spawn/road.ts";
import type { Input } from "../spawn/types.ts";
import type { Inlet } from "../streams/inlet.ts";
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

/** From the end of the host to SIGKILL, in hundredths of a second. */
const GRACE: Readonly<Record<Duty, number>> = { asks: 100, waits: 200 };

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
  let shell: Shell | null = null;
  let unread = 0;
  let waiting = false;
  let readiness: Promise<boolean> | null = null;

  const note = (op: "+" | "-", { pid, start, variable }: Ward): void => {
    if (shell === null) return;
    shell.journal.write(`${op} ${pid} ${start} ${variable}\n`);
    if (++unread < LINES_AT_ONCE) return;
    shell.orders.write(`${unread}\n`);
    unread = 0;
  };

  const begin = async (): Promise<boolean> => {
    let started: Shell;
    try {
      started = await startShell(prefix, duty);
    } catch {
      // Out of memory or processes, for instance: asked again at the next run, and said in its outcome until then.
      readiness = null;
      return false;
    }
    shell = started;
    unread = 0;
    for (const ward of wards) note("+", ward);
    return new Promise((resolve) => {
      started.watch(
        () => {
          waiting = true;
          resolve(true);
        },
        () => {
          shell = null;
          waiting = false;
          readiness = null;
          resolve(false);
          // Somebody killed it: promise 2 still holds for what runs.
          if (wards.size > 0) readiness = begin();
        },
      );
    });
  };

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

/** The guardian's process. None of it keeps the host alive. */
interface Shell {
  readonly orders: Writable;
  readonly journal: Writable;
  /** To be called in the tick of the start. */
  watch(ready: () => void, ended: () => void): void;
}

async function startShell(prefix: string, duty: Duty): Promise<Shell> {
  const child = await spawnChild({
    path: "/bin/sh",
    argv: ["sh", "-c", GUARDIAN_SCRIPT, "leash-guardian", prefix, String(GRACE[duty]), duty],
    env: process.env,
    streams: ["reads", "writes", "ignore", "reads"],
    // Its own session: what ends our group or closes our terminal must not end it.
    ownSession: true,
  });
  const [orders, , , journal] = child.inputs as readonly [Input, null, null, Input];
  const words = child.inlets[1] as Inlet;
  child.unref();
  for (const input of [orders, journal]) {
    // EPIPE: it is dying, and the end of its words follows.
    input.on("error", () => {});
    input.unref();
  }
  return {
    orders,
    journal,
    watch: (ready, ended) => {
      words.open({
        push: () => {
          words.unref();
          ready();
          return true;
        },
        // It keeps its stdout until its own end, and is the only one that has it as long as we live.
        end: () => {
          for (const input of [orders, journal]) input.destroy();
          void child.ended();
          ended();
        },
      });
    },
  };
}
