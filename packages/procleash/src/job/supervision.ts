import type { Writable } from "node:stream";
import type { Tree } from "../containment/types.ts";
import type { Outcome, OutputStream, SignalName, Stop } from "../outcome.ts";
import type { Ladder } from "../spec/options.ts";
import type { Source } from "../streams/source.ts";

/** A run in the hands of its supervisor, from before its start until its outcome. */
export interface Supervision {
  readonly pid: number | undefined;
  /** Rejects if the run cannot start. */
  readonly begun: Promise<Begun>;
  readonly outcome: Promise<Outcome>;
  /** Stops the tree, once: what comes later joins, or with a ladder takes over. The first reason stays. */
  stop(why: Stop, ladder?: Ladder): void;
  kill(signal: SignalName): boolean;
}

/** A run whose program has been started. */
export interface Begun {
  readonly tree: Tree;
  readonly sources: Sources;
}

/** The streams of a started run that are pipes of ours. */
export type Sources = Readonly<Record<OutputStream, Source | null>>;

/** Whoever made the run: told in the tick of the program's start, before its end can be seen. */
export interface Starter {
  hasStarted(sources: Sources, stdin: Writable | null): void;
}
