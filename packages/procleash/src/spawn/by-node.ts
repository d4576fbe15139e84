import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { inletOf } from "./inlets.ts";
import type { Child, Exit, Input, SpawnRequest, StreamTarget } from "./types.ts";

/** Starts a process by node's own means, which copy the page tables of this process: 50 ms for each GiB that it uses. */
export async function spawnByNode({ path, argv, env, marks, streams, ownSession }: SpawnRequest): Promise<Child> {
  const [argv0, ...args] = argv;
  const child = spawn(path, args, {
    argv0,
    env: { ...env, ...marks },
    stdio: streams.map((target) => (isPipe(target) || target === "listens" ? "pipe" : target)),
    detached: ownSession,
    // Words of Windows; elsewhere they mean nothing. Its own console, unseen, unless it is given one of our streams.
    windowsHide: true,
    windowsVerbatimArguments: true,
  });
  const { pid } = child;
  if (pid === undefined) throw await refusalOf(child);
  // What comes after the start goes to the streams and to `exit`; an `error` event without a listener would end the host.
  child.on("error", () => {});
  const exit = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  // Sockets at run time, though typed as streams.
  const pipes = child.stdio as unknown as readonly (Input & Readable)[];
  const listening = pipes[streams.indexOf("listens")];
  // EPIPE: it is gone.
  listening?.on("error", () => {});
  const ends = <End>(wanted: StreamTarget, open: (pipe: Input & Readable) => End): (End | null)[] =>
    streams.map((target, number) => (target === wanted ? open(pipes[number] as Input & Readable) : null));
  return {
    pid,
    inlets: ends("writes", inletOf),
    inputs: ends("reads", inputOf),
    channel: {
      write: (words) => void listening?.write(words),
      close: () => void listening?.end(),
    },
    signal: (name) => void child.kill(name),
    unref: () => child.unref(),
    ended: () => exit,
  };
}

/** Bun's are no sockets: they keep nobody alive, and cannot be told so. */
function inputOf(pipe: Input & Partial<Pick<Input, "unref">>): Input {
  pipe.unref ??= () => {};
  return pipe;
}

export function isPipe(target: StreamTarget): target is "writes" | "reads" {
  return target === "writes" || target === "reads";
}

/** The error of a start that the system refused: node reports some of them by throwing, and some by an event. */
export function refusalOf(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      // They were created for a child that does not exist, and would stay open.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(error);
    });
  });
}
