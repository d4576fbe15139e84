import assert from "node:assert/strict";
import { examine, start } from "../../src/index.ts";
import type { Job, Outcome, StartOptions } from "../../src/index.ts";
import { identify, isAlive } from "./processes.ts";
import type { Identity } from "./processes.ts";
import type { Argv } from "./programs.ts";
import { pidsOf } from "./reading.ts";
import { emulated } from "./wardens.ts";

/** Who holds trees here, and how an empty one is proved: the suite is run with each containment that there is. */
export const { containment, proof } = await examine();

/** Why the real-time signals cannot be tried, or null. */
export const otherSignals = emulated ? "the emulator has other numbers for the real-time signals" : null;

/** A grace that no test could wait for: whoever returns nevertheless did not wait for it. */
export const NEVER = 100_000_000;

/** The bound of a whole test: generous, but shorter than the 30 s that fixtures live, so that waiting for their own end is noticed. */
export const bound = { timeout: 25_000 };

/** A started run whose processes have told who they are. */
export interface Grown {
  readonly job: Job;
  readonly tree: readonly Identity[];
  /** The next line of its stdout. @throws if there is none. */
  line(): Promise<string>;
}

/** Starts a fixture and reads so many lines `pids 1 2 3` of it: then all the processes named there are ready. */
export async function grow(argv: Argv, options: StartOptions = {}, announcements = 1): Promise<Grown> {
  const [file, ...args] = argv;
  const job = start(file, args, options) as Job; // no fixture is read as bytes
  const lines = job.lines();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true)
      throw new Error(`${argv.join(" ")} ended without a further line: ${JSON.stringify(await job.outcome)}`);
    return value;
  };
  const tree: Identity[] = [];
  for (let i = 0; i < announcements; i++) tree.push(...pidsOf(await line()).map(identify));
  return { job, tree, line };
}

export type Started = Exclude<Outcome, { readonly kind: "failed-to-start" }>;

/** @throws unless the run did start. */
export function started(outcome: Outcome): Started {
  if (outcome.kind === "failed-to-start") throw outcome.error;
  return outcome;
}

/** Nobody of them is alive at this very moment. */
export function assertGone(tree: readonly Identity[]): void {
  assert.ok(tree.length > 0);
  assert.deepEqual(tree.filter(isAlive), [], "processes that are still alive");
}

/** The tree is over, nobody is left, and that is proved as well as this system can. */
export function assertProved(outcome: Outcome): Started {
  const ended = started(outcome);
  assert.deepEqual(ended.tree.survivors, []);
  assert.equal(ended.tree.proof, proof);
  assert.equal(ended.tree.containment, containment);
  assert.equal(ended.tree.hostDeath, "guarded");
  return ended;
}

/** How it ended, in one word: `exit 17`, `SIGTERM`. */
export function ending(outcome: Outcome): string {
  if (outcome.kind === "exit") return `exit ${outcome.code}`;
  return outcome.kind === "signal" ? outcome.signal : outcome.kind;
}
