import type { LeaderEnd, Tree } from "../containment/types.ts";
import { LeashError, quote } from "../errors.ts";
import { observe } from "../observe/observe.ts";
import type { Ended, Outcome, SignalName, Stop } from "../outcome.ts";
import type { Ladder } from "../spec/options.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { createSource } from "../streams/source.ts";
import type { Source } from "../streams/source.ts";
import { climb } from "../terminate/climb.ts";
import type { Climb } from "../terminate/climb.ts";
import { systemClock as clock } from "../terminate/clock.ts";
import { attachStdin } from "./attach-stdin.ts";
import { begin } from "./begin.ts";
import { handled } from "./handled.ts";
import { drain } from "./drain.ts";
import { watchStart } from "./hung-start.ts";
import type { StartWatch } from "./hung-start.ts";
import { awaitLeftovers } from "./leftovers.ts";
import type { Leftovers } from "./leftovers.ts";
import { onAbort } from "./on-abort.ts";
import type { Begun, Sources, Starter, Supervision } from "./supervision.ts";
import { watchTimeLimits } from "./time-limits.ts";

/**
 * Runs one program from start to outcome: start, watch, stop or clean up, drain, report. It knows the order of events and
 * nothing else; how each is done is said in the rooms that it calls.
 */
export function supervise(spec: ResolvedSpec, starter: Starter): Supervision {
  return new Supervisor(spec, starter);
}

const NOTHING = (): void => {};

/** A class, since there may be very many runs: functions of their own would be as large as all the rest of it. */
class Supervisor implements Supervision {
  readonly begun: Promise<Begun>;
  readonly outcome: Promise<Outcome>;
  private readonly spec: ResolvedSpec;
  private readonly calledAt = clock.now();
  private startedAt = NaN;
  /** Null once it is known how the start went. */
  private startWatch: StartWatch | null;
  private readonly forgetSignal: () => void;
  private tree: Tree | null = null;
  private isOver = false;
  private leaderHasEnded = false;
  private why: Stop | null = null;
  private climbing: Climb | null = null;
  private ladder: Ladder;
  private readonly rungs: SignalName[] = [];
  private readonly earlySignals: SignalName[] = [];
  /** Ends the wait for something better to do than to stop the tree. */
  private wake = NOTHING;

  constructor(spec: ResolvedSpec, starter: Starter) {
    this.spec = spec;
    this.ladder = spec.ladder;
    this.startWatch = watchStart(spec.timeout, spec.ladder, clock, () => {
      this.why ??= { reason: "timeout", afterMs: spec.timeout };
    });
    this.forgetSignal = onAbort(spec.signal, () => this.stop({ reason: "abort", cause: spec.signal?.reason }));
    this.begun = handled(this.begin(starter));
    this.outcome = this.conduct();
  }

  get pid(): number | undefined {
    return this.tree?.pid;
  }

  stop(reason: Stop, otherLadder?: Ladder): void {
    if (this.isOver) return;
    this.why ??= reason;
    if (otherLadder !== undefined) this.ladder = otherLadder;
    if (this.tree === null) {
      this.startWatch?.hurry(this.ladder);
      return;
    }
    if (this.climbing === null) this.climbing = this.climb(this.tree, this.why.reason);
    else if (otherLadder !== undefined) this.climbing.switchTo(otherLadder);
    this.wake();
  }

  kill(signal: SignalName): boolean {
    if (this.isOver) return false;
    if (this.tree === null) {
      this.earlySignals.push(signal);
      return true;
    }
    this.say(this.tree, signal, "kill");
    return this.tree.signal(signal);
  }

  /** Until the program runs, in whose tick all that watches it is set up. */
  private async begin(starter: Starter): Promise<Begun> {
    const { spec } = this;
    try {
      let sources: Sources = { stdout: null, stderr: null };
      const tree = await begin(
        spec,
        () => this.why,
        (stdout, stderr) => {
          sources = {
            stdout: stdout === null ? null : createSource(stdout),
            stderr: stderr === null ? null : createSource(stderr),
          };
        },
        (abandon) => this.startWatch?.underWay(abandon),
      );
      this.endStartWatch();
      this.tree = tree;
      this.startedAt = clock.now();
      attachStdin(spec, tree, (why) => this.stop(why));
      starter.hasStarted(sources, tree.stdin);
      observe("procleash:start", { pid: tree.pid, file: spec.file, containment: tree.heldBy() });
      // What was asked for between the call and this tick.
      for (const signal of this.earlySignals) this.kill(signal);
      if (this.why !== null) this.stop(this.why);
      tree.whenLost(() => this.stop({ reason: "containment-lost" }));
      void tree.leader.then((end) => {
        sayLeaderEnd(tree.pid, end, this.calledAt);
        this.leaderHasEnded = true;
        this.wake();
      });
      return { tree, sources };
    } catch (error) {
      throw this.refusal(error);
    }
  }

  /** One function for the whole of a life: each that waits is half a kilobyte. */
  private async conduct(): Promise<Outcome> {
    let outcome: Outcome;
    try {
      const { tree, sources } = await this.begun;
      const piped = Object.values(sources).filter((source) => source !== null);
      const endWatch = watchTimeLimits(this.spec, piped, clock, (why) => this.stop(why));
      await this.endOfLeaderOrStop();
      const over = await this.untilEmpty(tree, piped);
      this.isOver = true;
      endWatch();
      outcome = await this.letGo(tree, piped, over);
    } catch (error) {
      // Promise 1 before all others: whatever went wrong here, a started tree is not left to itself.
      this.tree?.kill();
      this.tree?.census();
      outcome = { kind: "failed-to-start", error: this.refusal(error), durationMs: clock.now() - this.calledAt };
    }
    this.isOver = true;
    this.endStartWatch();
    this.forgetSignal();
    observe("procleash:outcome", { pid: this.tree?.pid ?? null, file: this.spec.file, outcome });
    return outcome;
  }

  private endOfLeaderOrStop(): Promise<void> | void {
    if (this.leaderHasEnded || this.climbing !== null) return;
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private async untilEmpty(tree: Tree, piped: readonly Source[]): Promise<Leftovers> {
    return this.climbing === null ? this.cleanUp(tree, piped) : { proof: await this.climbing.end, leftovers: 0 };
  }

  /** The tree is over, or no business of ours any more: reads what is left of its output. */
  private async letGo(tree: Tree, piped: readonly Source[], { proof, leftovers }: Leftovers): Promise<Outcome> {
    const census = proof === null ? tree.census() : null;
    tree.release();
    const output = await drain(piped, this.spec.drainTimeout, clock);
    const survivors = census?.state === "alive" ? census.members : [];
    const ended: Ended = {
      pid: tree.pid,
      stop: this.why,
      rungs: this.rungs,
      output,
      tree: {
        containment: tree.heldBy(),
        proof: proof ?? "unverified",
        survivors,
        leftovers,
        hostDeath: tree.hostDeath,
      },
      durationMs: clock.now() - this.startedAt,
      usage: tree.usage(),
    };
    return { ...(await leaderEnd(tree)), ...ended };
  }

  private async cleanUp(tree: Tree, piped: readonly Source[]): Promise<Leftovers> {
    const left = await awaitLeftovers(tree, this.spec, piped, clock, (cutShort) => {
      this.wake = cutShort;
    });
    if (left.proof !== null) return left;
    this.climbing ??= this.climb(tree, "leftovers");
    return { proof: await this.climbing.end, leftovers: left.leftovers };
  }

  private climb(tree: Tree, reason: Stop["reason"] | "leftovers"): Climb {
    return climb(tree, this.ladder, clock, (signal) => {
      this.rungs.push(signal);
      this.say(tree, signal, reason);
    });
  }

  private say({ pid }: Tree, signal: SignalName, reason: Stop["reason"] | "leftovers" | "kill"): void {
    observe("procleash:signal", { pid, signal, reason, afterMs: clock.now() - this.calledAt });
  }

  private endStartWatch(): void {
    this.startWatch?.over();
    this.startWatch = null;
  }

  private refusal(error: unknown): LeashError {
    if (error instanceof LeashError) return error;
    return new LeashError("START_FAILED", `Cannot run ${quote(this.spec.file)}: ${String(error)}`, { cause: error });
  }
}

/** The leader is not waited for if it outlived the whole ladder. */
async function leaderEnd({ leader }: Tree): Promise<LeaderEnd | { readonly kind: "still-running" }> {
  return Promise.race([leader, Promise.resolve({ kind: "still-running" } as const)]);
}

function sayLeaderEnd(pid: number, end: LeaderEnd, calledAt: number): void {
  const [code, signal] = end.kind === "exit" ? [end.code, null] : [null, end.signal];
  observe("procleash:leader-exit", { pid, code, signal, afterMs: clock.now() - calledAt });
}
