import type { Ladder } from "../spec/options.ts";
import type { Clock } from "../terminate/clock.ts";

/** Sees to it that a start which hangs ends: on a file system that does not answer, a program is never executed. */
export interface StartWatch {
  /** The start can be abandoned from now on. */
  underWay(abandon: () => void): void;
  /** The run is to be stopped. A start has as much time as the ladder gives before it kills, and a second at least. */
  hurry(ladder: Ladder): void;
  /** It is known how the start went. */
  over(): void;
}

/** @param limitMs for how long a start may take, before the time of the ladder. */
export function watchStart(limitMs: number, ladder: Ladder, clock: Clock, onLimit: () => void): StartWatch {
  let abandon = (): void => {};
  let endLimit = (): void => {};
  let endHurry = (): void => {};
  return {
    underWay: (how) => {
      abandon = how;
      // Both at once: a machine that is merely slow is not to lose what it has nearly started.
      endLimit = clock.after(limitMs + beforeKill(ladder), () => {
        onLimit();
        abandon();
      });
    },
    hurry: (now) => {
      endHurry();
      endHurry = clock.after(beforeKill(now), () => abandon());
    },
    over: () => {
      endLimit();
      endHurry();
    },
  };
}

/** A start that takes a moment does not hang: on a machine that stands still, an impatient ladder is over before it. */
const LEAST_MS = 1_000;

function beforeKill(ladder: Ladder): number {
  let ms = 0;
  for (const rung of ladder) {
    if ("kill" in rung) break;
    ms += rung.waitMs;
  }
  return Math.max(ms, LEAST_MS);
}
