import type { Guardian } from "../../guardian/guardian.ts";
import type { Proof, SignalName } from "../../outcome.ts";
import type { Child, SpawnRequest } from "../../spawn/types.ts";
import type { Search } from "../sweep/search.ts";
import type { Census, Launch, LeaderEnd } from "../types.ts";

/** A warden, and what is known of its run from the outside. */
export interface Held {
  readonly warden: Child;
  readonly system: WardenSystem;
  /** The name of the variable in the environment of this run, and of no other. */
  readonly variable: string;
  /** When the warden was started: `performance.now()`, ms. */
  readonly since: number;
}

/** What differs from system to system between a host and its wardens. What they say to each other is the same. */
export interface WardenSystem {
  /** What a warden's word that nobody is left rests on. */
  readonly proof: Proof;
  /** Can a program share this process's terminal, as a job of its shell? */
  readonly foreground: boolean;
  /** Ends the trees when this process and a warden die at the same time. */
  guard(prefix: string): Guardian;
  /** How a warden is started. @throws {LeashError} if the program cannot be. */
  request(path: string, launch: Launch, variable: string, outer: Readonly<Record<string, string>>): SpawnRequest;
  /** Continues a warden that somebody may have stopped. */
  wake(warden: Child): void;
  /** The same now and then, until it may sleep. */
  keepAwake(warden: Child): void;
  letSleep(warden: Child): void;
  /** The number that a warden knows a signal by; null: there is no such thing here. */
  signalNumber(signal: SignalName): number | null;
  /** The error of a start that the system refused; `Unusable` if it is the warden that cannot be used here. */
  refused(path: string, file: string, refusal: Refusal): Error;
  /** Looks at who is below a warden: for counts and for people. Whether nobody is, only the warden can say. */
  below(warden: Child): (told: Told) => Census;
  /** The acts on a tree whose warden was killed. */
  search(held: Held, pid: number, leader: Promise<LeaderEnd>): Search;
}

/** What the system refused, as a warden says it. */
export interface Refusal {
  readonly step: string;
  /** Of the system: errno, or what GetLastError says. */
  readonly errno: number;
}

/** What a warden has told of its tree. */
export interface Told {
  readonly leader: number | null;
  readonly members: readonly number[];
}
