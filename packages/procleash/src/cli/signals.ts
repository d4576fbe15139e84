import type { Job, Ladder, SignalName } from "../index.ts";
import { ignores } from "./terminal.ts";

/** Asks for the end: the tree is stopped, this signal first. */
const STOPS: readonly SignalName[] = ["SIGTERM", "SIGHUP", "SIGBREAK"];
/** Typed at a terminal: passed on, and the program decides; again, it is a stop; again, a kill. */
const INTERRUPTS: readonly SignalName[] = ["SIGINT", "SIGQUIT"];
/** Only the program knows what they mean. */
const PASSED_ON: readonly SignalName[] = ["SIGUSR1", "SIGUSR2", "SIGCONT"];
/** A terminal sends it to all that share it. */
const PASSED_ON_ELSEWHERE: readonly SignalName[] = [...PASSED_ON, "SIGWINCH"];

const KILL: Ladder = [{ kill: true, waitMs: 1_000 }];

/**
 * Takes the signals that are sent to leash and passes them to the tree: leash itself ends only after its tree.
 *
 * @param getJob null before the start.
 * @param ladder the ladder of a stop that begins with the given signal.
 * @param session `"foreground"`: the program has what is typed already (the warden sees to it that it comes once), and
 * may be one whose users type Ctrl-C all day; only where it does nothing about it, a second one is meant for leash.
 * @returns the way to let go of the signals.
 */
export function passSignals(
  getJob: () => Job | null,
  ladder: (first: SignalName) => Ladder,
  session: "own" | "foreground",
): () => void {
  let interrupts = 0;
  const interrupt = (job: Job, signal: SignalName): void => {
    const programDecides = session === "foreground" && !ignores(job.pid ?? 0, signal);
    if (!programDecides) interrupts++;
    if (programDecides || interrupts === 1) job.kill(signal);
    else void job.stop(interrupts === 2 ? ladder("SIGTERM") : KILL);
  };
  const handlers = new Map<SignalName, () => void>();
  const on = (signals: readonly SignalName[], act: (job: Job, signal: SignalName) => void): void => {
    for (const signal of signals) {
      handlers.set(signal, () => {
        const job = getJob();
        if (job !== null) act(job, signal);
      });
    }
  };
  on(STOPS, (job, signal) => void job.stop(ladder(signal)));
  on(INTERRUPTS, interrupt);
  on(session === "own" ? PASSED_ON_ELSEWHERE : PASSED_ON, (job, signal) => job.kill(signal));
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
