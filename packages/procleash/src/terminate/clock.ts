/** Time, handed in so that a ladder can be tested without waiting. */
export interface Clock {
  /** Milliseconds of a clock that no one sets: not the time of day, which jumps and sleeps with a laptop. */
  now(): number;
  /** Calls back after that time; returns a way to call it off. Infinity: never. */
  after(ms: number, done: () => void): () => void;
}

const NOTHING = (): void => {};

/** The longest that setTimeout can wait; more would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The clock of the system. When a host was busy for long, its timers come before what was written to it meanwhile: a limit
 * would be over although the output that satisfies it is there. So a timer lets the loop read once before it counts.
 */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, done) => {
    if (ms === Infinity) return NOTHING;
    let timer: NodeJS.Timeout | undefined;
    let immediate: NodeJS.Immediate | undefined;
    const wait = (left: number): void => {
      const step = Math.min(left, LONGEST_TIMER_MS);
      timer = setTimeout(() => {
        if (left > step) wait(left - step);
        else immediate = setImmediate(done);
      }, step);
    };
    wait(ms);
    return () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    };
  },
};
