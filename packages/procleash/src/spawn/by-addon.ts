import { Socket } from "node:net";
import { constants } from "node:os";
import { errorName } from "../platform/errno.ts";
import type { SignalName } from "../outcome.ts";
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
    return new AddonChild(addon, pid, ends("writes", inletOfSocket), ends("reads", openInput));
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

/** Classes, since there is one of each for every run: functions of their own would be a kilobyte. */
class AddonChild implements Child {
  readonly pid: number;
  readonly inlets: Child["inlets"];
  readonly inputs: Child["inputs"];
  readonly channel: Channel;
  private readonly addon: Addon;
  private exit: Promise<Exit> | null = null;
  private reaped = false;

  constructor(addon: Addon, pid: number, inlets: Child["inlets"], inputs: Child["inputs"]) {
    this.addon = addon;
    this.pid = pid;
    this.inlets = inlets;
    this.inputs = inputs;
    this.channel = new AddonChannel(addon, this);
  }

  /** Its number is its own until then. */
  get isReaped(): boolean {
    return this.reaped;
  }

  signal(name: SignalName): void {
    if (!this.reaped) signalProcess(this.pid, name);
  }

  unref(): void {
    // Nothing of it but its pipes is known to the loop.
  }

  ended(): Promise<Exit> {
    this.exit ??= new Promise((resolve) => this.reap(resolve, 1));
    return this.exit;
  }

  private reap(resolve: (exit: Exit) => void, pause: number): void {
    const status = this.addon.reap(this.pid);
    if (status === STILL_RUNS) {
      setTimeout(() => this.reap(resolve, Math.min(pause * 2, LONGEST_PAUSE_MS)), pause);
      return;
    }
    this.reaped = true;
    resolve(exitOf(status));
  }
}

/** A child that does not listen for a while (hundreds of words fit into a socket) is told later, milliseconds. */
const RETRY_MS = 1;

/** So much at a time, bytes: the addon takes no longer text. Only ASCII is ever said. */
const MOST_AT_ONCE = 1024;

class AddonChannel implements Channel {
  private readonly addon: Addon;
  private readonly child: AddonChild;
  private unsent = "";
  private closing = false;

  constructor(addon: Addon, child: AddonChild) {
    this.addon = addon;
    this.child = child;
  }

  write(words: string): void {
    const waiting = this.unsent !== "";
    this.unsent += words;
    if (!waiting) this.flush();
  }

  close(): void {
    this.closing = true;
    if (this.unsent === "") this.flush();
  }

  private flush(): void {
    const { addon, child } = this;
    // Its number may be another's by now.
    if (child.isReaped) return;
    while (this.unsent !== "") {
      const sent = addon.write(child.pid, this.unsent.slice(0, MOST_AT_ONCE));
      if (sent === -constants.errno.EAGAIN) {
        setTimeout(() => this.flush(), RETRY_MS);
        return;
      }
      // After any other error nobody is there to hear the rest.
      this.unsent = sent < 0 ? "" : this.unsent.slice(sent);
    }
    if (this.closing) addon.hangUp(child.pid);
  }
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
