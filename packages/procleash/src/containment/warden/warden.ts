import { LeashError, quote } from "../../errors.ts";
import { spawnChild } from "../../spawn/road.ts";
import { createMarks } from "../marks.ts";
import { Abandoned, Unusable } from "../refusal.ts";
import type { Child } from "../../spawn/types.ts";
import type { Receiver } from "../../streams/inlet.ts";
import type { Containment, Launch, Tree } from "../types.ts";
import { Decoder, PROTOCOL_VERSION } from "./protocol.ts";
import type { Report } from "./protocol.ts";
import type { Held, WardenSystem } from "./system.ts";
import { holdByWarden } from "./tree.ts";
import type { WardenTree } from "./tree.ts";
import { endUntold } from "./untold.ts";

/**
 * The containment with a native helper, one for each run: it stands between this process and the program, as the subreaper
 * of all that the program starts, or the keeper of a Job Object. See warden/warden.c and warden/windows/.
 *
 * @param path the helper's own.
 */
export function createWarden(path: string, system: WardenSystem): Containment {
  const marks = createMarks();
  // A warden ends its tree when this process dies. If it is killed at the same time, somebody else has to.
  const guardian = system.guard(marks.prefix);
  return {
    name: "warden",
    insteadOfWarden: null,
    proof: system.proof,
    foreground: system.foreground,
    // A warden needs nothing: the first program need not wait for the guardian.
    prepared: true,
    get guarded() {
      return guardian.isReady;
    },
    prepare: async () => void (await guardian.ready()),
    start: async (launch, adopt, underWay) => {
      // It exists from here on, and notices our end; whether it is ready need not be waited for.
      void guardian.ready();
      const variable = marks.next(launch.mayBeLetGo);
      const since = performance.now();
      const warden = await spawnChild(system.request(path, launch, variable, marks.outer)).catch((error: unknown) => {
        throw unusable(path, error as NodeJS.ErrnoException);
      });
      const [, stdout = null, stderr = null] = warden.inlets;
      adopt(stdout, stderr);
      const begun = new Begun(warden, system, variable, since);
      // While it waits for the program to be executed it hears nobody; but it can be killed, and the program with it.
      underWay(() => begun.abandon());
      return meet(path, launch, begun);
    },
  };
}

/**
 * What execve(2) says of a file that is gone or is none for this machine, and a sandbox of one that may not be run; on Windows
 * libuv says EFTYPE of a file that is no program, EINVAL of a batch file, and UNKNOWN where a policy or a virus scanner refuses.
 */
const UNUSABLE = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ENOEXEC", "ELIBBAD", "EFTYPE", "EINVAL", "UNKNOWN"]);

function unusable(path: string, error: NodeJS.ErrnoException): Error {
  return UNUSABLE.has(error.code ?? "") ? new Unusable(`${path} cannot be run (${error.code})`) : error;
}

/** Its descriptor for reports: the inlets before it are the output of the program. */
const REPORTS = 3;

/** A warden that has been started. What it has made of the program is not known yet. */
class Begun implements Held {
  readonly warden: Child;
  readonly system: WardenSystem;
  readonly variable: string;
  readonly since: number;
  isAbandoned = false;

  constructor(warden: Child, system: WardenSystem, variable: string, since: number) {
    this.warden = warden;
    this.system = system;
    this.variable = variable;
    this.since = since;
  }

  abandon(): void {
    this.isAbandoned = true;
    this.warden.signal("SIGKILL");
  }
}

/** Waits until the warden says that the program has started, or why it has not. */
function meet(path: string, launch: Launch, begun: Begun): Promise<Tree> {
  return new Promise((resolve, reject) => {
    begun.warden.inlets[REPORTS]?.open(new Meeting(path, launch, begun, { resolve, reject }));
  });
}

interface Answer {
  resolve(tree: Tree): void;
  reject(error: Error): void;
}

/** Hears a warden, from its first word to its end. */
class Meeting implements Receiver {
  private readonly path: string;
  private readonly file: string;
  private readonly begun: Begun;
  private readonly decoder = new Decoder();
  /** Null once it is given. */
  private answer: Answer | null;
  private tree: WardenTree | null = null;
  private version: number | null = null;
  private failure: Error | null = null;

  constructor(path: string, { file, session }: Launch, begun: Begun, answer: Answer) {
    this.path = path;
    this.file = file;
    this.begun = begun;
    this.answer = answer;
    // In the foreground it is stopped and continued with its group, as the user of the terminal wills.
    if (session === "own") begun.system.keepAwake(begun.warden);
  }

  push(chunk: Buffer): boolean {
    for (const report of this.decoder.decode(chunk)) this.hear(report);
    return true;
  }

  /** The end of its reports is the end of the warden: it has closed them by ending, and does so after all that it said. */
  end(): void {
    const { warden, system } = this.begun;
    system.letSleep(warden);
    // Nobody reads from them, so nothing else closes them.
    warden.channel.close();
    warden.inputs[0]?.destroy();
    void warden.ended();
    if (this.tree !== null) this.tree.hear(null);
    else {
      for (const inlet of warden.inlets.slice(0, REPORTS)) inlet?.close();
      const reject = (error: Error): void => this.answer?.reject(error);
      this.whyNot().then(reject, reject);
    }
  }

  private hear(report: Report): void {
    if (this.tree !== null) this.tree.hear(report);
    else if (report.kind === "warden") this.version = report.version;
    else if (this.version !== PROTOCOL_VERSION) return;
    else if (report.kind === "failed") this.failure = this.begun.system.refused(this.path, this.file, report);
    else if (report.kind === "started") {
      this.tree = holdByWarden(this.begun, report.pid);
      this.answer?.resolve(this.tree);
      this.answer = null;
    }
  }

  private async whyNot(): Promise<Error> {
    if (this.failure !== null) return this.failure;
    if (this.version !== null && this.version !== PROTOCOL_VERSION) return stranger(this.path, this.file, this.version);
    return silence(this.path, this.file, this.begun, this.version !== null);
  }
}

/** It has not said how the start went. Killed, that was somebody's will; else it is none, or one for another machine. */
async function silence(path: string, file: string, held: Begun, knewUs: boolean): Promise<Error> {
  const { code, signal } = await held.warden.ended();
  if (!knewUs && signal === null) return new Unusable(`${path} ended without a word (exit code ${code})`);
  const left = await endUntold(held);
  const whose = left.length === 0 ? "" : `; still alive: ${left.map(({ pid, name }) => `${pid} (${name})`).join(", ")}`;
  if (held.isAbandoned) return new Abandoned(`the system was still starting it: a file system may not answer${whose}`);
  return unavailable(
    path,
    file,
    `it ended before it could say that the program has started; somebody may have killed it${whose}`,
  );
}

function stranger(path: string, file: string, version: number): LeashError {
  const wanted = `wanted ${PROTOCOL_VERSION}; install the same version of all @procleash packages`;
  return unavailable(path, file, `it speaks version ${version} of the protocol, ${wanted}`);
}

function unavailable(path: string, file: string, found: string): LeashError {
  const attempted = `Cannot start ${quote(file)} with the warden ${quote(path)}`;
  return new LeashError("CONTAINMENT_UNAVAILABLE", `${attempted}: ${found}`);
}
