import type { SignalName } from "../../outcome.ts";
import type { ProcessEntry } from "../../platform/process-table.ts";
import { signalGroup, signalProcess } from "../../platform/signal.ts";
import type { Delivery } from "../../platform/signal.ts";
import type { Look, Roster } from "./roster.ts";

/** Sends signals to the members of a tree. */
export interface Striker {
  /** Sends signals to everybody. Returns whether anyone got one. */
  strikeAll(signals: readonly SignalName[]): boolean;
  /** One round of killing: whoever is found. */
  killFound(): Look;
  /** May this process not be signalled by us? */
  isRefused(pid: number): boolean;
}

/** So many looks in a row that find so many new members make a storm (a lone runner that forks and exits is none). */
const STORM_LOOKS = 2;
const STORM_NEWCOMERS = 4;
const FREEZING_ROUNDS = 12;

const LOOKS_BEFORE_A_SIGNAL = 10;

/** @param group the leader's number. */
export function createStriker(roster: Roster, group: number, isReaped: () => boolean): Striker {
  const refused = new Set<number>();
  let storm = 0;

  /** To these, by identity; to the whole group at once first, where it is proved to be ours. */
  const strike = (members: readonly ProcessEntry[], signals: readonly SignalName[]): boolean => {
    let delivered = false;
    const note = (delivery: Delivery, to: number): void => {
      if (delivery === "sent") delivered = true;
      if (delivery === "not-permitted") refused.add(to);
    };
    // As long as nobody has asked for the leader's status, or a member is in its group, the number is nobody else's.
    const groupIsOurs = !isReaped() || members.some((member) => member.group === group);
    // The youngest first: a parent that dies first leaves a child that is tied to the tree by nothing else.
    const youngestFirst = members.toSorted((a, b) => b.start - a.start || b.pid - a.pid);
    for (const signal of signals) {
      if (groupIsOurs) note(signalGroup(group, signal), group);
      for (const member of youngestFirst) {
        const now = roster.refresh(member);
        // A signal but SIGKILL is sent once, so that a handler does not run twice. (Whoever left the group since it was
        // listed may have missed the group's.)
        if (now === null || (groupIsOurs && now.group === group && signal !== "SIGKILL")) continue;
        note(signalProcess(member.pid, signal), member.pid);
      }
    }
    return delivered;
  };

  /** One search, in which every member is sent the signal as soon as it is found. */
  const lookAndStrike = (signal: SignalName): Look => {
    const struck = new Set<number>();
    return roster.look((members) => {
      const fresh = members.filter((member) => !struck.has(member.pid));
      for (const member of fresh) struck.add(member.pid);
      if (fresh.length > 0 || !isReaped()) strike(fresh, [signal]);
    });
  };

  return {
    strikeAll: (signals) => {
      // Somebody who is between two programs cannot be judged for a moment. Looked at again before anything is sent, not
      // after it: what the tree starts when it was asked to end is its own cleaning up.
      let seen = roster.look();
      for (let tries = 1; seen.proof === "unstable" && tries < LOOKS_BEFORE_A_SIGNAL; tries++) seen = roster.look();
      return strike(seen.members, signals);
    },
    isRefused: (pid) => refused.has(pid),
    /**
     * A tree that forks faster than it is killed is stopped first: a stopped process forks no more and, unlike a killed one,
     * makes no room for another (RLIMIT_NPROC). When nobody new is found all are killed, the youngest first, since the end
     * of a parent makes the kernel wake a stopped child in a group of its own (setpgid(2)).
     */
    killFound: () => {
      let seen = lookAndStrike("SIGKILL");
      storm = seen.newcomers >= STORM_NEWCOMERS ? storm + 1 : 0;
      if (storm < STORM_LOOKS) return seen;
      for (let round = 0; round < FREEZING_ROUNDS && seen.newcomers > 0; round++) seen = lookAndStrike("SIGSTOP");
      strike(seen.members, ["SIGKILL"]);
      return seen;
    },
  };
}
