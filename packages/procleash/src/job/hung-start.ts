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
  return new Watch(limitMs, ladder, clock, onLimit);
}

const NOTHING = (): void => {};

class Watch implements StartWatch {
  private abandon = NOTHING;
  private endLimit = NOTHING;
  private endHurry = NOTHING;
  private readonly limitMs: number;
  private readonly ladder: Ladder;
  private readonly clock: Clock;
  private readonly onLimit: () => void;

  constructor(limitMs: number, ladder: Ladder, clock: Clock, onLimit: () => void) {
    this.limitMs = limitMs;
    this.ladder = ladder;
    this.clock = clock;
    this.onLimit = onLimit;
  }

  underWay(abandon: () => void): void {
    this.abandon = abandon;
    // Both at once: a machine that is merely slow is not to lose what it has nearly started.
    this.endLimit = this.clock.after(this.limitMs + beforeKill(this.ladder), () => {
      this.onLimit();
      this.abandon();
    });
  }

  hurry(ladder: Ladder): void {
    this.endHurry();
    this.endHurry = this.clock.after(beforeKill(ladder), () => this.abandon());
  }

  over(): void {
    this.endLimit();
    this.endHurry();
  }
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
