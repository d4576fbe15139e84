import type { LeaderEnd, Tree } from "../types.ts";
import type { Proof, Usage } from "../../outcome.ts";
import type { ProcessTable } from "../../platform/process-table.ts";
import type { Child } from "../../spawn/types.ts";
import { searchFor } from "../sweep/search.ts";
import type { Search } from "../sweep/search.ts";
import { censusBelow } from "./below.ts";
import { REQUESTS } from "./protocol.ts";
import type { Report } from "./protocol.ts";

/** A warden that has started its program. */
export interface Held {
  readonly warden: Child;
  readonly pid: number;
  /** What it says from now on. `null`: it has ended, and everything that it said has been read. */
  onReport(listener: (report: Report | null) => void): void;
  readonly table: ProcessTable;
  /** The name of the variable in the environment of this run, and of no other. */
  readonly variable: string;
  /** When the warden was started: `performance.now()`, ms. */
  readonly since: number;
}

/** How a tree under a warden is over: nobody is left, it is no business of ours any more, or somebody killed the warden. */
type Over = { readonly how: "empty" | "released" } | { readonly how: "lost"; readonly search: Search };

/**
 * A tree under a warden. Nobody can leave it; what is done to it is done by the warden, at a word.
 *
 * If the warden is killed, the program dies with it (PDEATHSIG, prctl(2)); what it had started goes on as the children of
 * somebody else, and is searched for from then on, as the sweep does it.
 */
export function holdByWarden({ warden, pid, onReport, table, variable, since }: Held): Tree {
  const [stdin = null] = warden.inputs;
  let usage: Usage | null = null;
  let empty = false;
  let killing = false;
  let over: Over | null = null;
  let resolveOver: (over: Over) => void;
  const whenOver = new Promise<Over>((resolve) => {
    resolveOver = resolve;
  });
  let leaderEnd: LeaderEnd | null = null;
  let resolveLeader: (end: LeaderEnd) => void;
  const leader = new Promise<LeaderEnd>((resolve) => {
    resolveLeader = resolve;
  });

  const lose = (): Over => {
    leaderEnd ??= { kind: "signal", signal: "SIGKILL" };
    const search = searchFor({ pid, start: null, variable, since }, table, leader, () => true);
    if (killing) search.kill();
    return { how: "lost", search };
  };

  onReport((report) => {
    if (report === null) {
      // A warden tells how the leader ended before it says that nobody is left: one that did not is not believed.
      over ??= empty && leaderEnd !== null ? { how: "empty" } : lose();
      if (leaderEnd !== null) resolveLeader(leaderEnd);
      resolveOver(over);
      return;
    }
    switch (report.kind) {
      case "exited":
        leaderEnd = { kind: "exit", code: report.code };
        break;
      case "signalled":
        leaderEnd = { kind: "signal", signal: report.signal };
        break;
      case "empty":
        empty = true;
        usage = {
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
      if (!empty && leaderEnd !== null) resolveLeader(leaderEnd);
    });
  });

  const search = (): Search | null => (over?.how === "lost" ? over.search : null);
  const ask = (words: string): boolean => {
    if (over !== null || empty) return false;
    // Somebody may have stopped it: it would hear us when it is continued.
    warden.signal("SIGCONT");
    warden.channel.write(words);
    return true;
  };
  const census = censusBelow(table, warden.pid);

  return {
    heldBy: () => (search() === null ? "warden" : "sweep"),
    pid,
    stdin,
    hostDeath: "guarded",
    leader,
    lost: new Promise((resolve) => {
      void whenOver.then(({ how }) => how === "lost" && resolve());
    }),
    signal: (signal) => search()?.signal(signal) ?? ask(REQUESTS.signal(signal)),
    kill: () => {
      killing = true;
      search()?.kill();
      ask(REQUESTS.kill);
    },
    census: () => {
      if (over?.how === "empty") return { state: "empty", proof: "reaped" };
      return search()?.census() ?? (empty ? { state: "unsure" } : census());
    },
    whenEmpty: () => {
      let cancel!: () => void;
      const cancelled = new Promise<null>((resolve) => {
        cancel = () => resolve(null);
      });
      const end = whenOver.then((how): Proof | null | Promise<Proof | null> => {
        if (how.how !== "lost") return how.how === "empty" ? "reaped" : null;
        const wait = how.search.whenEmpty();
        void cancelled.then(() => wait.cancel());
        return wait.empty;
      });
      return { empty: Promise.race([end, cancelled]), cancel };
    },
    usage: () => usage,
    release: () => {
      if (over !== null) return;
      // Survivors: the warden goes on, and ends when they do. Whoever was let go on purpose is left in peace.
      if (killing) warden.signal("SIGCONT");
      else ask(REQUESTS.release);
      over = { how: "released" };
      warden.channel.close();
      stdin?.destroy();
      // It may go on for long, and alone keeps nobody alive.
      warden.unref();
      warden.inlets[3]?.unref();
    },
  };
}
