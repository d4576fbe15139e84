import type { Proof } from "../../outcome.ts";
import type { Census, EmptyWait } from "../types.ts";

/** Between two looks: short at first, since most trees end at once; longer later, since looking costs the host time. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
const LONGEST_PAUSE_WHILE_KILLING_MS = 5;

/** A machine that never lets a search be proved must not keep us for ever: so many doubtful looks, over so long, do. */
const DOUBTFUL_LOOKS = 8;
const DOUBTFUL_MS = 200;

/** Looks again and again until the tree is empty. */
export function waitForEmpty(census: () => Census, leader: Promise<unknown>, killing: () => boolean): EmptyWait {
  let cancelled = false;
  let wake = (): void => {};
  const until = async (): Promise<Proof | null> => {
    let pause = FIRST_PAUSE_MS;
    let doubtful = 0;
    let doubtfulSince = 0;
    for (;;) {
      const before = performance.now();
      const seen = census();
      if (seen.state === "empty") {
        // Two looks, where none can be proved.
        if (seen.proof !== "unverified" || doubtful > 0) return seen.proof;
      }
      if (seen.state === "alive") doubtful = 0;
      else if (doubtful++ === 0) doubtfulSince = before;
      if (doubtful > DOUBTFUL_LOOKS && before - doubtfulSince > DOUBTFUL_MS) return "unverified";
      const spent = performance.now() - before;
      // Never more than a fifth of the host's time.
      const longest = killing() ? LONGEST_PAUSE_WHILE_KILLING_MS : LONGEST_PAUSE_MS;
      const { promise, cancel } = rest(Math.max(Math.min(pause, longest), killing() ? 0 : spent * 4));
      wake = cancel;
      await promise;
      if (cancelled) return null;
      pause *= 2;
    }
  };
  void leader.then(() => wake());
  return {
    empty: until(),
    cancel: () => {
      cancelled = true;
      wake();
    },
  };
}

function rest(ms: number): { readonly promise: Promise<void>; cancel(): void } {
  let cancel = (): void => {};
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancel = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { promise, cancel };
}
