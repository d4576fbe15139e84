import type { Carries, ProcessEntry } from "../../platform/process-table.ts";
import { isLive } from "../../platform/process-table.ts";
import { addDescendants } from "../descendants.ts";

/** What ties a process to a tree. A process is always named by pid *and* start time: numbers are given out again. */
export interface Evidence {
  readonly leader: { readonly pid: number; /** null where the system does not tell. */ readonly start: number | null };
  /** The leader's parent (this process) has asked for its status: from now on its number may be given out again. */
  readonly leaderReaped: boolean;
  /** Members that were seen before, by pid. They stay members, also without any other tie. */
  readonly known: ReadonlyMap<number, Pick<ProcessEntry, "start">>;
  /** Does the process carry the run's variable in its environment? */
  carries(entry: ProcessEntry): Carries;
}

export interface Members {
  readonly members: ProcessEntry[];
  /** Somebody was between two programs, so that its environment could not be read. */
  readonly unsure: boolean;
}

/**
 * Who of `entries` belongs to the tree: the leader, its session and group as long as those numbers are its own, who carries
 * the run's variable, who was known before, and every descendant of these.
 */
export function membersOf(entries: readonly ProcessEntry[], evidence: Evidence): Members {
  const { leader, known } = evidence;
  const candidates = entries.filter((entry) => isLive(entry) && canDescend(entry, leader.start));
  // While anyone is in the session or group, the kernel does not give its number to a new process; an owner of another
  // start time (or any owner, once the leader was reaped) means that it was empty once and is somebody else's now.
  const owner = entries.find((entry) => entry.pid === leader.pid);
  const numberIsOurs =
    owner === undefined || (!evidence.leaderReaped && (leader.start === null || owner.start === leader.start));

  const members = new Map<number, ProcessEntry>();
  let unsure = false;
  for (const entry of candidates) {
    if (
      known.get(entry.pid)?.start === entry.start ||
      (numberIsOurs && (entry.pid === leader.pid || entry.session === leader.pid || entry.group === leader.pid))
    ) {
      members.set(entry.pid, entry);
      continue;
    }
    const carries = evidence.carries(entry);
    if (carries === "yes") members.set(entry.pid, entry);
    else if (carries === "starting") unsure = true;
  }
  if (members.size > 0 && members.size < candidates.length) addDescendants(members, candidates);
  return { members: [...members.values()], unsure };
}

/** Nobody who started before the leader descends from it, and neither does this process. */
function canDescend(entry: ProcessEntry, leaderStart: number | null): boolean {
  return entry.pid > 1 && entry.pid !== process.pid && (leaderStart === null || entry.start >= leaderStart);
}
