import { Socket } from "node:net";
import { constants } from "node:os";
import { errorName } from "../platform/errno.ts";
import { endingSignal, signalProcess } from "../platform/signal.ts";
import { isPipe } from "./by-node.ts";
import { inletOfSocket } from "./inlets.ts";
import type { Channel, Child, Exit, Input, Spawn, SpawnRequest, StreamTarget } from "./types.ts";

/** The native addon, see addon/addon.c. */
export interface Addon {
  /** The pid and our end of each stream (-1 for none), or one number: the errno, negative. */
  spawn(
    path: string,
    strings: Uint8Array,
    argumentCount: number,
    streams: readonly number[],
    ownSession: boolean,
  ): number[];
  /** How many bytes the channel of a child has taken, or the errno, negative. */
  write(pid: number, text: string): number;
  /** Closes that channel. */
  hangUp(pid: number): void;
  /** The status as wait(2) has it, or one of the two below. */
  reap(pid: number): number;
}

const STILL_RUNS = -1;
const UNKNOWN = -2;

/** A process whose pipe has ended is dead in a moment. One that is not, has closed it: it is asked for more and more rarely. */
const LONGEST_PAUSE_MS = 100;

/** Starts processes without a copy of this one: in the same time, however much memory it uses. */
export function spawnByAddon(addon: Addon): Spawn {
  return async (request) => {
    const { path, argv, streams, ownSession } = request;
    const [pid = 0, ...descriptors] = addon.spawn(
      path,
      stringsOf(request),
      argv.length,
      streams.map(streamNumber),
      ownSession,
    );
    if (pid < 0) throw systemError(pid, path);
    const ends = <End>(wanted: StreamTarget, open: (descriptor: number) => End): (End | null)[] =>
      streams.map((target, number) => (target === wanted ? open(descriptors[number] as number) : null));
    return createChild(addon, pid, ends("writes", inletOfSocket), ends("reads", openInput));
  };
}

/** As the kernel lays them out: each with a NUL at its end. */
function stringsOf({ argv, env, marks = {} }: SpawnRequest): Uint8Array {
  const strings: string[] = [...argv];
  for (const name in env) {
    const value = env[name];
    if (value !== undefined && !(name in marks)) strings.push(`${name}=${value}`);
  }
  for (const name in marks) strings.push(`${name}=${marks[name]}`);
  strings.push("");
  return Buffer.from(strings.join("\0"));
}

function streamNumber(target: StreamTarget): number {
  if (target === "ignore") return -2;
  if (target === "listens") return -3;
  return isPipe(target) ? -1 : target;
}

function openInput(fd: number): Input {
  return new Socket({ fd, readable: false, writable: true });
}

function createChild(addon: Addon, pid: number, inlets: Child["inlets"], inputs: Child["inputs"]): Child {
  let exit: Promise<Exit> | null = null;
  let reaped = false;
  const reap = (resolve: (exit: Exit) => void, pause: number): void => {
    const status = addon.reap(pid);
    if (status === STILL_RUNS) {
      setTimeout(reap, pause, resolve, Math.min(pause * 2, LONGEST_PAUSE_MS));
      return;
    }
    reaped = true;
    resolve(exitOf(status));
  };
  return {
    pid,
    inlets,
    inputs,
    channel: createChannel(addon, pid, () => reaped),
    // Its number is its own until it is reaped.
    signal: (name) => {
      if (!reaped) signalProcess(pid, name);
    },
    unref: () => {},
    ended: () => (exit ??= new Promise((resolve) => reap(resolve, 1))),
  };
}

/** A child that does not listen for a while (hundreds of words fit into a socket) is told later, milliseconds. */
const RETRY_MS = 1;

/** So much at a time, bytes: the addon takes no longer text. Only ASCII is ever said. */
const MOST_AT_ONCE = 1024;

function createChannel(addon: Addon, pid: number, isOver: () => boolean): Channel {
  let unsent = "";
  let closing = false;
  const flush = (): void => {
    // Its number may be another's by now.
    if (isOver()) return;
    while (unsent !== "") {
      const sent = addon.write(pid, unsent.slice(0, MOST_AT_ONCE));
      if (sent === -constants.errno.EAGAIN) {
        setTimeout(flush, RETRY_MS);
        return;
      }
      // After any other error nobody is there to hear the rest.
      unsent = sent < 0 ? "" : unsent.slice(sent);
    }
    if (closing) addon.hangUp(pid);
  };
  return {
    write: (words) => {
      const waiting = unsent !== "";
      unsent += words;
      if (!waiting) flush();
    },
    close: () => {
      closing = true;
      if (unsent === "") flush();
    },
  };
}

/** See wait(2) for the layout; if the kernel has reaped it (the host ignores SIGCHLD), nobody knows. */
function exitOf(status: number): Exit {
  if (status === UNKNOWN) return { code: null, signal: null };
  const signal = status & 0x7f;
  return signal === 0 ? { code: (status >> 8) & 0xff, signal: null } : { code: null, signal: endingSignal(signal) };
}

/** As node makes it, so that it is explained in the same way. */
function systemError(errno: number, path: string): Error {
  const code = errorName(-errno);
  return Object.assign(new Error(`spawn ${path} ${code}`), { code, errno, syscall: `spawn ${path}`, path });
}
