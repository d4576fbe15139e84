import type { Writable } from "node:stream";
import type { Inlet } from "../streams/inlet.ts";
import type { Exited } from "../exit-code.ts";
import type { ContainmentName, EndingSignal, Proof, SignalName, Survivor, Usage } from "../outcome.ts";

/**
 * Who holds the trees of this host. A containment can do four things: start a program in it, signal the tree, kill the
 * tree, and say whether the tree is empty and by what proof. It has no policy: `terminate/` decides when and what.
 */
export interface Containment {
  readonly name: ContainmentName;
  /** Why it has to stand in for a better one; null if it does not. */
  readonly insteadOfWarden: string | null;
  /** The best proof of an empty tree that it can give on this machine. */
  readonly proof: Proof;
  /** Can a program share this process's session and group, and with them the terminal (`session: "foreground"`)? */
  readonly foreground: boolean;
  /** Whether `start` may be called now. Before that, await `prepare()`. */
  readonly prepared: boolean;
  /** Does the guardian wait for the end of this host? To be asked after `prepare()`. */
  readonly guarded: boolean;
  /** Sets up all that stands beside the trees. Never rejects: what could not be had is said in `Tree.hostDeath`. */
  prepare(): Promise<void>;
  /**
   * Starts a program as the leader of a new tree.
   *
   * Resolves in the tick (as a microtask) in which the program's start is known; rejects with the system's own error when
   * nothing was started.
   *
   * @param adopt called once, in the very tick in which the pipes are made: whoever reads them must open them then, since
   * node throws away what is in a pipe without a listener when the child exits. What is adopted may still come to nothing;
   * then the pipes are closed, and `start` rejects.
   * @param underWay called once, if the start may hang (a file system that does not answer), with the way to abandon it. Then
   * `start` rejects with `Abandoned`, unless it succeeds in the same moment.
   */
  start(
    launch: Launch,
    adopt: (stdout: Inlet | null, stderr: Inlet | null) => void,
    underWay: (abandon: () => void) => void,
  ): Promise<Tree>;
}

/** What a containment needs to know to start a program; everything is resolved and open. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A number is an open descriptor of this process; it stays open here. */
  readonly stdio: readonly [StdioTarget, StdioTarget, StdioTarget];
  /** `"foreground"`: that of this process, and its group. */
  readonly session: "own" | "foreground";
  /** The tree will be let go when its leader has ended: it must not die with this host after that. */
  readonly mayBeLetGo: boolean;
}

export type StdioTarget = "pipe" | "ignore" | "inherit" | number;

export type LeaderEnd = Exited | { readonly kind: "signal"; readonly signal: EndingSignal };

/** A started tree: the leader and everything that descends from it. */
export interface Tree {
  /** Who holds it now. */
  heldBy(): ContainmentName;
  /** The leader's pid; with a session of its own, also the number of that and of its group. */
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly hostDeath: "guarded" | "unguarded";
  /** How the leader ended. Pending while it lives, also if nothing can end it. */
  readonly leader: Promise<LeaderEnd>;
  /**
   * Calls back once if whoever holds the tree is killed, and the leader with it: what is left of the tree is searched for
   * from then on, and should be stopped.
   */
  whenLost(tell: () => void): void;
  /**
   * Sends a signal to every process of the tree, once. A signal that asks for the end is followed by SIGCONT, since a
   * stopped process would keep it pending. Returns whether anyone could be signalled.
   */
  signal(signal: SignalName): boolean;
  /** From now on, everything of the tree that is found is killed, until it is empty. */
  kill(): void;
  /** Looks once. */
  census(): Census;
  /** Begins to wait for the end of the leader and an empty tree. Looks at once. */
  whenEmpty(): EmptyWait;
  /** CPU time and memory of the whole tree so far, or null where that cannot be measured. */
  usage(): Usage | null;
  /** No more acts: the tree is over, or was let go. What is left of it no longer dies with this host. */
  release(): void;
}

/** Is anybody of the tree still there? `unsure`: nobody was found, but somebody may have been missed; ask again. */
export type Census =
  | { readonly state: "empty"; readonly proof: Proof }
  | { readonly state: "alive"; readonly members: readonly Survivor[]; readonly newcomers: number }
  | { readonly state: "unsure" };

export interface EmptyWait {
  /** How it is known that nobody is left; null if the wait was cancelled first. */
  readonly empty: Promise<Proof | null>;
  cancel(): void;
}
