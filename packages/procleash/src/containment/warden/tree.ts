import type { Writable } from "node:stream";
import { exited } from "../../exit-code.ts";
import type { ContainmentName, Proof, SignalName, Usage } from "../../outcome.ts";
import type { Search } from "../sweep/search.ts";
import type { Census, EmptyWait, LeaderEnd, Tree } from "../types.ts";
import { REQUESTS } from "./protocol.ts";
import type { Report } from "./protocol.ts";
import type { Held, Told } from "./system.ts";

/** A tree that is told what its warden says. */
export interface WardenTree extends Tree {
  /** `null`: the warden has ended, and everything that it said has been heard. */
  hear(report: Report | null): void;
}

/** How a tree under a warden is over: nobody is left, it is no business of ours any more, or somebody killed the warden. */
type Over = { readonly how: "empty" | "released" } | { readonly how: "lost"; readonly search: Search };

/**
 * A tree under a warden. Nobody can leave it; what is done to it is done by the warden, at a word.
 */
export function holdByWarden(held: Held, pid: number): WardenTree {
  return new HeldTree(held, pid);
}

const NOTHING = (): void => {};

/** Shared: there are many trees, and most of their lists stay empty. */
const NONE: readonly never[] = [];

class HeldTree implements WardenTree {
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly hostDeath = "guarded";
  readonly leader: Promise<LeaderEnd>;
  private readonly held: Held;
  /** Made when it is first looked: most trees are over before. */
  private below: ((told: Told) => Census) | null = null;
  private resolveLeader!: (end: LeaderEnd) => void;
  private tellLost: () => void = NOTHING;
  /** Who waits for the end. */
  private waiting: readonly ((over: Over) => void)[] = NONE;
  private leaderEnd: LeaderEnd | null = null;
  private members: readonly number[] = NONE;
  private used: Usage | null = null;
  private empty = false;
  private killing = false;
  private over: Over | null = null;

  constructor(held: Held, pid: number) {
    this.held = held;
    this.pid = pid;
    [this.stdin = null] = held.warden.inputs;
    this.leader = new Promise((resolve) => {
      this.resolveLeader = resolve;
    });
  }

  hear(report: Report | null): void {
    if (report === null) {
      // A warden tells how the leader ended before it says that nobody is left: one that did not is not believed.
      this.over ??= this.empty && this.leaderEnd !== null ? { how: "empty" } : this.lose();
      if (this.leaderEnd !== null) this.resolveLeader(this.leaderEnd);
      for (const tell of this.waiting) tell(this.over);
      this.waiting = NONE;
      if (this.over.how === "lost") this.tellLost();
      return;
    }
    switch (report.kind) {
      case "exited":
        this.leaderEnd = exited(report.code);
        break;
      case "signalled":
        this.leaderEnd = { kind: "signal", signal: report.signal };
        break;
      case "member":
        this.members = [...this.members, report.pid];
        return;
      case "empty":
        this.empty = true;
        this.used = {
          userMs: report.userUs / 1000,
          systemMs: report.systemUs / 1000,
          peakRssBytes: report.peakBytes,
        };
        return;
      // Said before the program has started, or of no meaning here.
      case "warden":
      case "started":
      case "failed":
        return;
    }
    // A tree that ends with its leader, as most do, says so in the same breath: then there is nothing to look at between.
    queueMicrotask(() => {
      if (!this.empty && this.leaderEnd !== null) this.resolveLeader(this.leaderEnd);
    });
  }

  whenLost(tell: () => void): void {
    if (this.search === null) this.tellLost = tell;
    else tell();
  }

  heldBy(): ContainmentName {
    return this.search === null ? "warden" : "sweep";
  }

  signal(signal: SignalName): boolean {
    if (this.search !== null) return this.search.signal(signal);
    const number = this.held.system.signalNumber(signal);
    return number !== null && this.ask(REQUESTS.signal(number));
  }

  kill(): void {
    this.killing = true;
    this.search?.kill();
    this.ask(REQUESTS.kill);
  }

  census(): Census {
    if (this.over?.how === "empty") return { state: "empty", proof: this.held.system.proof };
    if (this.search !== null) return this.search.census();
    if (this.empty) return { state: "unsure" };
    this.below ??= this.held.system.below(this.held.warden);
    return this.below({ leader: this.leaderEnd === null ? this.pid : null, members: this.members });
  }

  whenEmpty(): EmptyWait {
    let cancel!: () => void;
    const cancelled = new Promise<null>((resolve) => {
      cancel = () => resolve(null);
    });
    const end = this.whenOver().then((how): Proof | null | Promise<Proof | null> => {
      if (how.how !== "lost") return how.how === "empty" ? this.held.system.proof : null;
      const wait = how.search.whenEmpty();
      void cancelled.then(() => wait.cancel());
      return wait.empty;
    });
    return { empty: Promise.race([end, cancelled]), cancel };
  }

  usage(): Usage | null {
    return this.used;
  }

  release(): void {
    if (this.over !== null) return;
    const { warden, system } = this.held;
    // Survivors: the warden goes on, and ends when they do. Whoever was let go on purpose is left in peace.
    if (this.killing) system.wake(warden);
    else this.ask(REQUESTS.release);
    this.over = { how: "released" };
    warden.channel.close();
    this.stdin?.destroy();
    // It may go on for long, and alone keeps nobody alive.
    warden.unref();
    warden.inlets[3]?.unref();
  }

  /** Who searches, once the warden is lost. */
  private get search(): Search | null {
    return this.over?.how === "lost" ? this.over.search : null;
  }

  private whenOver(): Promise<Over> {
    const { over } = this;
    if (over !== null) return Promise.resolve(over);
    return new Promise((resolve) => {
      this.waiting = [...this.waiting, resolve];
    });
  }

  private lose(): Over {
    this.leaderEnd ??= { kind: "signal", signal: "SIGKILL" };
    const search = this.held.system.search(this.held, this.pid, this.leader);
    if (this.killing) search.kill();
    return { how: "lost", search };
  }

  private ask(words: string): boolean {
    if (this.over !== null || this.empty) return false;
    const { warden, system } = this.held;
    // Somebody may have stopped it: it would hear us when it is continued.
    system.wake(warden);
    warden.channel.write(words);
    return true;
  }
}
