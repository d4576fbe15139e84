import type { Writable } from "node:stream";
import type { LeaderEnd, Tree } from "../containment/types.ts";
import { LeashError, quote } from "../errors.ts";
import { observe } from "../observe/observe.ts";
import type { Ended, Outcome, OutputStream, Proof, SignalName, Stop } from "../outcome.ts";
import type { Ladder } from "../spec/options.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { createSource } from "../streams/source.ts";
import type { Source } from "../streams/source.ts";
import { climb } from "../terminate/climb.ts";
import type { Climb } from "../terminate/climb.ts";
import { systemClock as clock } from "../terminate/clock.ts";
import { attachStdin } from "./attach-stdin.ts";
import { begin } from "./begin.ts";
import { defer } from "./deferred.ts";
import { drain } from "./drain.ts";
import { watchStart } from "./hung-start.ts";
import { linger } from "./linger.ts";
import { onAbort } from "./on-abort.ts";
import { watchTimeLimits } from "./time-limits.ts";

/** The streams of a started run that are pipes of ours. */
export type Sources = Readonly<Record<OutputStream, Source | null>>;

/** A run in the hands of its supervisor, from before its start until its outcome. */
export interface Supervision {
  pid(): number | undefined;
  readonly started: Promise<number>;
  readonly outcome: Promise<Outcome>;
  /** Stops the tree, once: what comes later joins, or with a ladder takes over. The first reason stays. */
  stop(why: Stop, ladder?: Ladder): void;
  kill(signal: SignalName): boolean;
}

/** What the supervisor hands to whoever made the run, in the tick of the program's start. */
export type OnStart = (sources: Sources, stdin: Writable | null) => void;

/**
 * Runs one program from start to outcome: start, watch, stop or clean up, drain, report. It knows the order of events and
 * nothing else; how each is done is said in the rooms that it calls.
 */
export function supervise(spec: ResolvedSpec, onStart: OnStart): Supervision {
  const calledAt = clock.now();
  const started = defer<number>();
  const outcome = defer<Outcome>();
  const stopping = defer<void>();
  let running: { readonly tree: Tree; readonly pid: number } | null = null;
  let phase: "starting" | "running" | "over" = "starting";
  let why: Stop | null = null;
  let climbing: Climb | null = null;
  let ladder = spec.ladder;
  const rungs: SignalName[] = [];
  const earlySignals: SignalName[] = [];

  const say = (signal: SignalName, reason: Stop["reason"] | "leftovers" | "kill"): void => {
    if (running !== null)
      observe("procleash:signal", { pid: running.pid, signal, reason, afterMs: clock.now() - calledAt });
  };
  const beginClimb = (tree: Tree, reason: Stop["reason"] | "leftovers"): Climb =>
    climb(tree, ladder, clock, (signal) => {
      rungs.push(signal);
      say(signal, reason);
    });

  const stop = (reason: Stop, otherLadder?: Ladder): void => {
    if (phase === "over") return;
    why ??= reason;
    if (otherLadder !== undefined) ladder = otherLadder;
    if (running === null) {
      startWatch.hurry(ladder);
      return;
    }
    if (climbing === null) climbing = beginClimb(running.tree, why.reason);
    else if (otherLadder !== undefined) climbing.switchTo(otherLadder);
    stopping.resolve();
  };

  const kill = (signal: SignalName): boolean => {
    if (phase === "over") return false;
    if (running === null) {
      earlySignals.push(signal);
      return true;
    }
    say(signal, "kill");
    return running.tree.signal(signal);
  };

  const startWatch = watchStart(spec.timeout, ladder, clock, () => {
    why ??= { reason: "timeout", afterMs: spec.timeout };
  });
  const forgetSignal = onAbort(spec.signal, () => stop({ reason: "abort", cause: spec.signal?.reason }));

  const conduct = async (): Promise<Outcome> => {
    let sources: Sources = { stdout: null, stderr: null };
    const tree = await begin(
      spec,
      () => why,
      (stdout, stderr) => {
        sources = {
          stdout: stdout === null ? null : createSource(stdout),
          stderr: stderr === null ? null : createSource(stderr),
        };
      },
      startWatch.underWay,
    );
    startWatch.over();
    running = { tree, pid: tree.pid };
    phase = "running";
    const startedAt = clock.now();
    const piped = Object.values(sources).filter((source) => source !== null);
    attachStdin(spec, tree, stop);
    onStart(sources, tree.stdin);
    observe("procleash:start", { pid: tree.pid, file: spec.file, containment: tree.heldBy() });
    started.resolve(tree.pid);
    // What was asked for between the call and this tick.
    for (const signal of earlySignals) kill(signal);
    if (why !== null) stop(why);
    void tree.lost.then(() => stop({ reason: "containment-lost" }));
    void tree.leader.then((end) => sayLeaderEnd(tree.pid, end, calledAt));
    const endWatch = watchTimeLimits(spec, piped, clock, stop);

    const leader = await Promise.race([tree.leader, stopping.promise]);
    const { proof, leftovers } = await (leader === undefined ? stopped() : cleanUp(tree, piped));
    phase = "over";
    endWatch();
    const census = proof === null ? tree.census() : null;
    tree.release();
    const output = await drain(piped, spec.drainTimeout, clock);
    const survivors = census?.state === "alive" ? census.members : [];
    const ended: Ended = {
      pid: tree.pid,
      stop: why,
      rungs,
      output,
      tree: {
        containment: tree.heldBy(),
        proof: proof ?? "unverified",
        survivors,
        leftovers,
        hostDeath: tree.hostDeath,
      },
      durationMs: clock.now() - startedAt,
      usage: tree.usage(),
    };
    return { ...(await leaderEnd(tree)), ...ended };
  };

  /** The climb that a stop began. */
  const stopped = async (): Promise<TreeIsOver> => ({ proof: await (climbing as Climb).end, leftovers: 0 });

  /** The leader has ended by itself. What becomes of what it left behind? */
  const cleanUp = async (tree: Tree, piped: readonly Source[]): Promise<TreeIsOver> => {
    const first = tree.census();
    if (first.state === "empty" && first.proof !== "unverified") return { proof: first.proof, leftovers: 0 };
    if (spec.leftovers === "leave")
      return { proof: "let-go", leftovers: first.state === "alive" ? first.members.length : 0 };
    const wait = tree.whenEmpty();
    const over = defer<void>();
    const unseen = [spec.stdout, spec.stderr].some((target) => target !== "pipe" && target !== "ignore");
    const endLinger =
      spec.leftovers === "wait" ? () => {} : linger(piped, unseen, spec.lingerTimeout, clock, () => over.resolve());
    const proof = (await Promise.race([wait.empty, stopping.promise, over.promise])) ?? null;
    wait.cancel();
    endLinger();
    if (proof !== null) return { proof, leftovers: 0 };
    const census = tree.census();
    const leftovers = census.state === "alive" ? census.members.length : 0;
    climbing ??= beginClimb(tree, "leftovers");
    return { proof: await climbing.end, leftovers };
  };

  const report = (how: Outcome): void => {
    phase = "over";
    startWatch.over();
    forgetSignal();
    observe("procleash:outcome", { pid: running?.pid ?? null, file: spec.file, outcome: how });
    outcome.resolve(how);
  };
  conduct().then(report, (error: unknown) => {
    // Promise 1 before all others: whatever went wrong here, a started tree is not left to itself.
    running?.tree.kill();
    running?.tree.census();
    const refused =
      error instanceof LeashError
        ? error
        : new LeashError("START_FAILED", `Cannot run ${quote(spec.file)}: ${String(error)}`, { cause: error });
    const how: Outcome = { kind: "failed-to-start", error: refused, durationMs: clock.now() - calledAt };
    started.reject(refused);
    report(how);
  });

  return {
    pid: () => running?.pid,
    started: started.promise,
    outcome: outcome.promise,
    stop,
    kill,
  };
}

interface TreeIsOver {
  /** How it is known that the tree is empty; null if there are survivors. */
  readonly proof: Proof | null;
  readonly leftovers: number;
}

/** The leader is not waited for if it outlived the whole ladder. */
async function leaderEnd({ leader }: Tree): Promise<LeaderEnd | { readonly kind: "still-running" }> {
  return Promise.race([leader, Promise.resolve({ kind: "still-running" } as const)]);
}

function sayLeaderEnd(pid: number, end: LeaderEnd, calledAt: number): void {
  const [code, signal] = end.kind === "exit" ? [end.code, null] : [null, end.signal];
  observe("procleash:leader-exit", { pid, code, signal, afterMs: clock.now() - calledAt });
}
