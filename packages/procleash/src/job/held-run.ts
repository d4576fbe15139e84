import type { Writable } from "node:stream";
import type { Outcome, OutputStream, Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { createLateWritable } from "../streams/late-writable.ts";
import type { LateWritable } from "../streams/late-writable.ts";
import type { Source } from "../streams/source.ts";
import { createClaims } from "./claims.ts";
import type { Claims } from "./claims.ts";
import { createKeeper } from "./keep-stderr.ts";
import type { Keeper } from "./keep-stderr.ts";
import type { Readable } from "./readers.ts";
import { supervise } from "./supervise.ts";
import type { Sources, Starter, Supervision } from "./supervision.ts";

/** A run with all that a handle to it hands out. */
export class HeldRun implements Readable, Starter {
  readonly spec: ResolvedSpec;
  readonly supervision: Supervision;
  readonly claims: Claims;
  readonly keeper: Keeper;
  private readonly late: LateWritable | null;

  constructor(spec: ResolvedSpec) {
    this.spec = spec;
    this.claims = createClaims(spec);
    this.keeper = createKeeper(spec.onStderr, (cause) => this.stop({ reason: "callback-failed", cause }));
    this.late = spec.stdin === "pipe" ? createLateWritable() : null;
    this.supervision = supervise(spec, this);
    this.supervision.begun.catch(() => this.late?.writable.destroy());
  }

  get outcome(): Promise<Outcome> {
    return this.supervision.outcome;
  }

  get stdin(): Writable | null {
    return this.late?.writable ?? null;
  }

  hasStarted(sources: Sources, stdin: Writable | null): void {
    // From the first tick on, so that stderr can never stop the program; a reader takes over where this leaves off.
    sources.stderr?.attach(this.keeper);
    if (stdin !== null) this.late?.connect(stdin);
  }

  async source(stream: OutputStream): Promise<Source> {
    const { sources } = await this.supervision.begun;
    const source = sources[stream];
    if (source === null) throw new Error(`Cannot read ${stream}: it is no pipe`);
    return source;
  }

  stop(why: Stop): void {
    this.supervision.stop(why);
  }
}
