import type { Clock } from "../terminate/clock.ts";
import type { Source } from "../streams/source.ts";

/** Tells for how long streams have been silent. */
export interface Silence {
  /** How many milliseconds are missing until nothing has come for `quietMs`; 0 if nothing has. */
  missing(quietMs: number): number;
}

/**
 * Time in which a busy host did not read is not silence: bytes that were read just now may have been followed by a second
 * in which the loop was blocked, with more of them waiting in the pipe. So the time must be over *and* the question must
 * have been asked twice, with a turn of the loop between (see `systemClock`), and nothing new the second time.
 */
export function silenceOf(sources: readonly Source[], clock: Clock): Silence {
  const startedAt = clock.now();
  let bytesBefore = 0;
  return {
    missing: (quietMs) => {
      const bytes = sources.reduce((sum, source) => sum + source.bytesRead, 0);
      const newOnes = bytes - bytesBefore;
      bytesBefore = bytes;
      const left = Math.max(startedAt, ...sources.map((source) => source.lastReadAt)) + quietMs - clock.now();
      return left > 0 ? left : newOnes > 0 ? 1 : 0;
    },
  };
}
