import type { ChildProcess } from "node:child_process";
import type { SignalName, Survivor } from "../../outcome.ts";
import type { Guardian, Ward } from "../../guardian/guardian.ts";
import type { Carries, ProcessEntry, ProcessTable } from "../../platform/process-table.ts";
import { isLive } from "../../platform/process-table.ts";
import { signalGroup, signalProcess } from "../../platform/signal.ts";
import type { Delivery } from "../../platform/signal.ts";
import type { Census, LeaderEnd, Tree } from "../types.ts";
import { scan } from "./scan.ts";
import { waitForEmpty } from "./wait.ts";

/** What the sweep holds a tree by. */
export interface Hold {
  readonly table: ProcessTable;
  readonly guardian: Guardian;
  readonly hostDeath: Tree["hostDeath"];
  /** The name of the variable in the environment of this run, and of no other. */
  readonly variable: string;
}

/**
 * A tree under the sweep: nobody holds its members, they are found again each time by what ties them to it (see
 * `membership.ts`), and whoever was found once is remembered by identity.
 *
 * Limit: a process that left the session, cleared its environment, and lost its ancestors before anyone looked is not found.
 */
export function holdTree(child: ChildProcess, pid: number, { table, guardian, hostDeath, variable }: Hold): Tree {
  // Read in the tick of the start: libuv has not asked for the child's status yet, so the number is still the child's.
  const start = table.tellsNewestPid ? (table.entry(pid)?.start ?? null) : null;
  const startedAt = performance.now();
  const ward: Ward = { pid, start: start ?? 0, variable };
  guardian.add(ward);

  const known = new Map<number, number>();
  const strangers = new Map<number, number>();
  const refused = new Set<number>();
  let reaped = false;
  let killing = false;
  let newcomers = 0;
  let storm = 0;

  const leader = new Promise<LeaderEnd>((resolve) => {
    child.once("exit", (code, signal) => {
      reaped = true;
      resolve(signal === null ? { kind: "exit", code: code as number } : { kind: "signal", signal });
    });
  });

  const carries = (entry: ProcessEntry): Carries => {
    if (strangers.get(entry.pid) === entry.start) return "no";
    const answer = table.carries(entry.pid, variable);
    // A variable can only be inherited: whoever runs without it will not get it later.
    if (answer === "no" || answer === "unreadable") strangers.set(entry.pid, entry.start);
    return answer;
  };

  const look = (found: (members: readonly ProcessEntry[]) => void): ReturnType<typeof scan> => {
    const numbersAreFresh = performance.now() - startedAt < FRESH_MS;
    const evidence = { leader: { pid, start }, leaderReaped: reaped, known, carries };
    let seen: ReturnType<typeof scan>;
    try {
      seen = scan(table, evidence, reaped && numbersAreFresh ? pid : null, found);
    } catch {
      // No descriptor is free to read with (EMFILE), or no memory: nothing was seen, and that is said.
      return { members: [], proof: "unstable" };
    }
    for (const member of seen.members) {
      if (known.get(member.pid) !== member.start) newcomers++;
      known.set(member.pid, member.start);
    }
    return seen;
  };

  /** Sends it to members, each named by its identity; the whole group at once first, where a member proves that it is ours. */
  const strike = (members: readonly ProcessEntry[], signals: readonly SignalName[]): boolean => {
    let delivered = false;
    const deliver = (delivery: Delivery, to: number): void => {
      if (delivery === "sent") delivered = true;
      if (delivery === "not-permitted") refused.add(to);
    };
    // As long as nobody has asked for the leader's status, its number cannot be anybody else's.
    const group = !reaped || members.some((member) => member.group === pid);
    for (const signal of signals) {
      if (group) deliver(signalGroup(pid, signal), pid);
      // The youngest first: a parent that dies first leaves a child that is tied to the tree by nothing else.
      for (const member of members.toSorted((a, b) => b.start - a.start || b.pid - a.pid)) {
        // kill(2) on a group says success if one member could be signalled: who is in it and survives is seen later.
        if (member.group === pid && group && signal !== "SIGKILL") continue;
        const now = table.entry(member.pid);
        if (now !== null && now.start === member.start && isLive(now)) deliver(signalProcess(member.pid, signal), member.pid);
      }
    }
    return delivered;
  };

  /** One search, in which every member is sent the signal as soon as it is found. */
  const lookAndStrike = (signal: SignalName): ReturnType<typeof scan> => {
    const struck = new Set<number>();
    return look((members) => {
      const fresh = members.filter((member) => !struck.has(member.pid));
      for (const member of fresh) struck.add(member.pid);
      if (fresh.length > 0 || !reaped) strike(fresh, [signal]);
    });
  };

  /**
   * Kills whoever is found. A tree that forks faster than it is killed is stopped first: a stopped process forks no more
   * and, unlike a killed one, makes no room for another (RLIMIT_NPROC). When nobody new is found all are killed, the
   * youngest first, since the end of a parent makes the kernel wake a stopped child in a group of its own (setpgid(2)).
   */
  const killFound = (): ReturnType<typeof scan> => {
    newcomers = 0;
    let seen = lookAndStrike("SIGKILL");
    storm = newcomers >= STORM_NEWCOMERS ? storm + 1 : 0;
    if (storm < STORM_LOOKS) return seen;
    for (let round = 0; round < FREEZING_ROUNDS; round++) {
      newcomers = 0;
      seen = lookAndStrike("SIGSTOP");
      if (newcomers === 0) break;
    }
    strike(seen.members, ["SIGKILL"]);
    return seen;
  };

  const aliveKnown = (): ProcessEntry | null => {
    for (const [number, born] of known) {
      const entry = table.entry(number);
      if (entry !== null && entry.start === born && isLive(entry)) return entry;
      known.delete(number);
    }
    return null;
  };

  const census = (): Census => {
    newcomers = 0;
    const { members, proof } = killing ? killFound() : look(() => {});
    const alive = killing ? members.filter((member) => stillLives(member)) : members;
    if (alive.length > 0 || !reaped) return { state: "alive", members: alive.map(survivor), newcomers };
    // After kills, somebody may have forked in the last moment: only a search that found nobody counts.
    if (members.length > 0 || proof === "unstable") return { state: "unsure" };
    return { state: "empty", proof: proof === "stable" ? "stable-scan" : "unverified" };
  };

  /** One member that lives is an answer to "is it empty?", and much cheaper than a search. */
  const glance = (): Census => {
    const one = killing ? null : aliveKnown();
    return one === null ? census() : { state: "alive", members: [survivor(one)], newcomers: 0 };
  };

  const stillLives = (member: ProcessEntry): boolean => {
    const now = table.entry(member.pid);
    return now !== null && now.start === member.start && isLive(now);
  };

  const survivor = (entry: ProcessEntry): Survivor => ({
    pid: entry.pid,
    name: entry.name,
    state: entry.state,
    why: refused.has(entry.pid) ? "not-permitted" : entry.state === "D" ? "uninterruptible" : "did-not-end",
  });

  return {
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    hostDeath,
    leader,
    signal: (signal) => strike(look(() => {}).members, ASKS_FOR_THE_END.has(signal) ? [signal, "SIGCONT"] : [signal]),
    kill: () => {
      killing = true;
    },
    census,
    whenEmpty: () => waitForEmpty(glance, leader, () => killing),
    usage: () => null,
    release: () => {
      guardian.remove(ward);
      // A survivor must not keep the host's event loop alive.
      if (!reaped) child.stdin?.destroy();
      if (!reaped) child.unref();
    },
  };
}

/** Below this age of a run, the kernel cannot have given out all numbers once (32,768 on small systems) since its start. */
const FRESH_MS = 250;

/** So many looks in a row that find so many new members make a storm (a lone runner that forks and exits is none). */
const STORM_LOOKS = 2;
const STORM_NEWCOMERS = 4;
const FREEZING_ROUNDS = 12;

const ASKS_FOR_THE_END: ReadonlySet<SignalName> = new Set(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"]);
