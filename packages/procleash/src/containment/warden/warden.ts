import { LeashError, quote } from "../../errors.ts";
import { createGuardian } from "../../guardian/guardian.ts";
import { errorName } from "../../platform/errno.ts";
import type { ProcessTable } from "../../platform/process-table.ts";
import { spawnChild } from "../../spawn/road.ts";
import type { Child, StreamTarget } from "../../spawn/types.ts";
import { createMarks } from "../marks.ts";
import { Abandoned, Unusable } from "../refusal.ts";
import type { Containment, Launch, StdioTarget, Tree } from "../types.ts";
import { keepAwake } from "./keep-awake.ts";
import { createDecoder, PROTOCOL_VERSION } from "./protocol.ts";
import type { Report } from "./protocol.ts";
import { holdByWarden } from "./tree.ts";
import type { Held, WardenTree } from "./tree.ts";
import { endUntold } from "./untold.ts";

/** From SIGTERM to SIGKILL when the host is gone, milliseconds. The run's own ladder died with the host. */
const GRACE_MS = 1000;

/**
 * The containment with a native helper, one for each run: it stands between this process and the program, as the subreaper
 * of all that the program starts. See warden/warden.c.
 *
 * @param path the helper's own.
 */
export function createWarden(path: string, table: ProcessTable): Containment {
  const marks = createMarks();
  // A warden ends its tree when this process dies. If it is killed at the same time, somebody else has to. He knows no
  // single tree, only how their variables begin: telling him of each would cost more than all else that we do here.
  const guardian = createGuardian(marks.prefix, "waits");
  return {
    name: "warden",
    insteadOfWarden: null,
    proof: "reaped",
    foreground: true,
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
      const warden = await begin(path, launch, variable, { ...marks.outer, [variable]: "1" }).catch(
        (error: unknown) => {
          throw unusable(path, error as NodeJS.ErrnoException);
        },
      );
      const [, stdout = null, stderr = null] = warden.inlets;
      adopt(stdout, stderr);
      let abandoned = false;
      // While it waits for the program to be executed it hears nobody; but it can be killed, and the program with it.
      underWay(() => {
        abandoned = true;
        warden.signal("SIGKILL");
      });
      return meet(path, launch, { warden, table, variable, since, isAbandoned: () => abandoned });
    },
  };
}

function begin(
  path: string,
  launch: Launch,
  variable: string,
  marks: Readonly<Record<string, string>>,
): Promise<Child> {
  const { file, args, cwd, env, stdio, session } = launch;
  const [stdin, stdout, stderr] = stdio;
  return spawnChild({
    path,
    argv: ["leash-warden", variable, String(PROTOCOL_VERSION), session, String(GRACE_MS), cwd ?? "", file, ...args],
    // The program's: what the warden is given is what the program is given. The working directory is entered by it, so
    // that one that cannot be entered is told from a warden that cannot be started.
    env,
    marks,
    streams: [target(stdin, 0), target(stdout, 1), target(stderr, 2), "writes", "listens"],
    // Its own session: what ends our group or closes our terminal must not end it. In the foreground it is a member of our
    // group, as the program is, to hear what the terminal says to it.
    ownSession: session === "own",
  });
}

function target(wanted: StdioTarget, number: 0 | 1 | 2): StreamTarget {
  if (wanted === "inherit") return number;
  if (wanted === "pipe") return number === 0 ? "reads" : "writes";
  return wanted;
}

/** What execve(2) says of a file that is gone or is none for this machine, and a sandbox of one that may not be run. */
const UNUSABLE = new Set(["ENOENT", "ENOTDIR", "EACCES", "EPERM", "ENOEXEC", "ELIBBAD"]);

function unusable(path: string, error: NodeJS.ErrnoException): Error {
  return UNUSABLE.has(error.code ?? "") ? new Unusable(`${path} cannot be run (${error.code})`) : error;
}

/** A warden that has been started. What it has made of the program is not known yet. */
type Begun = Held & { readonly isAbandoned: () => boolean };

/** Waits until the warden says that the program has started, or why it has not. */
function meet(path: string, { file, session }: Launch, held: Begun): Promise<Tree> {
  const { warden } = held;
  const [, stdout, stderr, reports] = warden.inlets;
  const decode = createDecoder();
  let tree: WardenTree | null = null;
  let version: number | null = null;
  let failure: Error | null = null;
  // In the foreground it is stopped and continued with its group, as the user of the terminal wills.
  const rest = session === "own" ? keepAwake(warden) : null;

  return new Promise((resolve, reject) => {
    const hear = (report: Report): void => {
      if (tree !== null) tree.hear(report);
      else if (report.kind === "warden") ({ version } = report);
      else if (version !== PROTOCOL_VERSION) return;
      else if (report.kind === "failed") failure = refused(path, file, report);
      else if (report.kind === "started") {
        tree = holdByWarden(held, report.pid);
        resolve(tree);
      }
    };
    // The end of its reports is the end of the warden: it has closed them by ending, and does so after all that it said.
    const ended = (): void => {
      rest?.();
      // Nobody reads from them, so nothing else closes them.
      warden.channel.close();
      warden.inputs[0]?.destroy();
      void warden.ended();
      if (tree !== null) tree.hear(null);
      else {
        for (const inlet of [stdout, stderr]) inlet?.close();
        if (failure !== null) reject(failure);
        else if (version !== null && version !== PROTOCOL_VERSION) reject(stranger(path, file, version));
        else void silence(path, file, held, version !== null).then(reject);
      }
    };
    reports?.open({
      push: (chunk) => {
        for (const report of decode(chunk)) hear(report);
        return true;
      },
      end: ended,
    });
  });
}

type Failed = Extract<Report, { readonly kind: "failed" }>;

/** The system's own error, as node makes it, so that it is explained in the same way. */
function refused(path: string, file: string, { step, errno }: Failed): Error {
  const code = errorName(errno);
  // Not the program's fault: a kernel, or an imitation of one, without the one thing that a warden needs (prctl(2)).
  if (step === "subreaper") return new Unusable(`${path} cannot become a subreaper here (${code})`);
  return Object.assign(new Error(`${step} ${code}`), { code, errno: -errno, syscall: `${step} ${file}`, path: file });
}

/** It has not said how the start went. Killed, that was somebody's will; else it is none, or one for another machine. */
async function silence(path: string, file: string, held: Begun, knewUs: boolean): Promise<Error> {
  const { code, signal } = await held.warden.ended();
  if (!knewUs && signal === null) return new Unusable(`${path} ended without a word (exit code ${code})`);
  const left = await endUntold(held);
  const whose = left.length === 0 ? "" : `; still alive: ${left.map(({ pid, name }) => `${pid} (${name})`).join(", ")}`;
  if (held.isAbandoned())
    return new Abandoned(`the system was still starting it: a file system may not answer${whose}`);
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
