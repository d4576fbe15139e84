import type { Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import type { Source } from "../streams/source.ts";
import type { Clock } from "../terminate/clock.ts";
import { silenceOf } from "./silence.ts";

const NOTHING = (): void => {};

/** Watches the three time limits of a run. Returns the way to end the watch. */
export function watchTimeLimits(
  { timeout, idleTimeout, firstOutputTimeout }: ResolvedSpec,
  sources: readonly Source[],
  clock: Clock,
  stop: (why: Stop) => void,
): () => void {
  // Most runs have none, and need not keep a watch.
  if (Math.min(timeout, idleTimeout, firstOutputTimeout) === Infinity) return NOTHING;
  const silence = silenceOf(sources, clock);
  const endTimeout = clock.after(timeout, () => stop({ reason: "timeout", afterMs: timeout }));
  const endFirst = clock.after(firstOutputTimeout, () => {
    if (sources.every((source) => source.bytesRead === 0))
      stop({ reason: "first-output-timeout", afterMs: firstOutputTimeout });
  });
  let endIdle = (): void => {};
  // One timer that looks when it fires, instead of one that is set anew at each chunk.
  const lookAgain = (ms: number): void => {
    endIdle = clock.after(ms, () => {
      const missing = silence.missing(idleTimeout);
      // A program that waits for its reader is not idle.
      if (sources.some((source) => source.heldBack)) lookAgain(idleTimeout);
      else if (missing > 0) lookAgain(missing);
      else stop({ reason: "idle-timeout", afterMs: idleTimeout });
    });
  };
  if (idleTimeout !== Infinity) lookAgain(idleTimeout);
  return () => {
    endTimeout();
    endFirst();
    endIdle();
  };
}
