import type { Clock } from "../terminate/clock.ts";
import type { Source } from "../streams/source.ts";
import { silenceOf } from "./silence.ts";

/**
 * Whoever held the pipes, or ends with the leader (its pipeline, a nested host's guardian), needs a moment to be gone:
 * exit(2) closes descriptors first.
 */
const SETTLE_MS = 50;

/** Over all, what is left may linger so many times its quiet time. */
const CAP = 4;

/**
 * How long processes may go on that their leader has left behind: as long as they write to our pipes, until nothing came
 * for `quietMs`; not at all once nobody holds the pipes any more. (`bash -c 'exec > >(tee log); …'` ends before its `tee`
 * has written.)
 *
 * @param unseen they may also write where we cannot see it (an inherited stream, a file): then no end of file ends this.
 * @param over called once it is over. Returns the way to call it off.
 */
export function linger(
  sources: readonly Source[],
  unseen: boolean,
  quietMs: number,
  clock: Clock,
  over: () => void,
): () => void {
  const startedAt = clock.now();
  const silence = silenceOf(sources, clock);
  let callOff = (): void => {};
  let unheldSince = Infinity;
  const look = (): void => {
    const now = clock.now();
    if (!unseen && sources.every((source) => source.hasEnded)) unheldSince = Math.min(unheldSince, now);
    const left = Math.min(unheldSince + SETTLE_MS - now, silence.missing(quietMs), startedAt + CAP * quietMs - now);
    if (left <= 0) {
      over();
      return;
    }
    callOff();
    callOff = clock.after(left, look);
  };
  let active = true;
  for (const source of sources) void source.ended.then(() => active && look());
  look();
  return () => {
    active = false;
    callOff();
  };
}
