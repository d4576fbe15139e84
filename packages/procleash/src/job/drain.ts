import type { Clock } from "../terminate/clock.ts";
import type { Source } from "../streams/source.ts";
import { silenceOf } from "./silence.ts";

/**
 * Over all, an outsider may keep us reading so many times the quiet time, and at least so many turns of the loop: a host
 * that is blocked for that long has still read all that the tree left in the pipe by then.
 */
const CAP = 20;

/**
 * Reads what is still in the pipes after the end of the tree. With the tree gone that is a bounded rest, then end of file;
 * somebody outside it may hold a pipe open for ever, so it is given up when nothing came for `quietMs`.
 *
 * Promise 3 (nothing hangs) before promise 4 (nothing is lost): the cap holds also while bytes still come.
 *
 * @returns whether every stream was read to its end.
 */
export async function drain(
  sources: readonly Source[],
  quietMs: number,
  clock: Clock,
): Promise<"complete" | "incomplete"> {
  const startedAt = clock.now();
  for (const source of sources) source.readAhead();
  const silence = silenceOf(sources, clock);
  let callOff = (): void => {};
  let looks = 0;
  const look = (): void => {
    const capped = ++looks >= CAP && clock.now() - startedAt >= CAP * quietMs;
    const missing = capped ? 0 : silence.missing(quietMs);
    if (missing > 0) callOff = clock.after(missing, look);
    else for (const source of sources) source.giveUp();
  };
  const ends = Promise.all(sources.map((source) => source.ended));
  callOff = clock.after(quietMs, look);
  const how = await ends;
  callOff();
  return how.every((end) => end.kind === "complete") ? "complete" : "incomplete";
}
