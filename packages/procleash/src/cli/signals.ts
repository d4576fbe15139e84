import type { Job, Ladder, SignalName } from "../index.ts";

/** Asks for the end: the tree is stopped, this signal first. */
const STOPS: readonly SignalName[] = ["SIGTERM", "SIGHUP"];
/** Typed at a terminal: passed on, and the program decides; again, it is a stop; again, a kill. */
const INTERRUPTS: readonly SignalName[] = ["SIGINT", "SIGQUIT"];
/** Only the program knows what they mean. */
const PASSED_ON: readonly SignalName[] = ["SIGUSR1", "SIGUSR2", "SIGWINCH", "SIGCONT"];

const KILL: Ladder = [{ kill: true, waitMs: 1_000 }];

/**
 * Takes the signals that are sent to leash and passes them to the tree: leash itself ends only after its tree.
 *
 * @param getJob null before the start.
 * @param ladder the ladder of a stop that begins with the given signal.
 * @returns the way to let go of the signals.
 */
export function passSignals(getJob: () => Job | null, ladder: (first: SignalName) => Ladder): () => void {
  let interrupts = 0;
  const interrupt = (job: Job, signal: SignalName): void => {
    interrupts++;
    if (interrupts === 1) job.kill(signal);
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
  on(PASSED_ON, (job, signal) => job.kill(signal));
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
