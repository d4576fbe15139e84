import type { EmptyWait, Census } from "../containment/types.ts";
import type { Proof, SignalName } from "../outcome.ts";
import type { Ladder } from "../spec/options.ts";
import type { Clock } from "./clock.ts";

/** What a ladder is climbed on: the part of a tree that it needs. */
export interface Climbable {
  signal(signal: SignalName): boolean;
  kill(): void;
  census(): Census;
  whenEmpty(): EmptyWait;
}

export interface Climb {
  /** How it is known that the tree is empty, or null if the ladder ended before the tree did. */
  readonly end: Promise<Proof | null>;
  /** Leaves this ladder and climbs that one from its first rung. */
  switchTo(ladder: Ladder): void;
}

/** While killing still finds newcomers, the last rung is not over: promise 1 comes before promise 3. At most so many times. */
const MORE_TIME_WHILE_KILLING = 9;

/**
 * Climbs a ladder: does what a rung says, waits until the tree is empty or the rung's time is over, goes on to the next.
 * It ends the moment the tree is empty, whatever time is left.
 *
 * @param onRung told of each rung as it is reached.
 */
export function climb(tree: Climbable, ladder: Ladder, clock: Clock, onRung: (signal: SignalName) => void): Climb {
  let rungs = [...ladder];
  let interrupt = (): void => {};

  const waitOnRung = async (waitMs: number): Promise<Proof | "time-over" | "switched"> => {
    const wait = tree.whenEmpty();
    let callOff = (): void => {};
    const bound = new Promise<"time-over" | "switched">((resolve) => {
      callOff = clock.after(waitMs, () => resolve("time-over"));
      interrupt = () => resolve("switched");
    });
    const first = await Promise.race([wait.empty, bound]);
    callOff();
    wait.cancel();
    return first ?? "time-over";
  };

  const climbAll = async (): Promise<Proof | null> => {
    for (let rung = rungs.shift(); rung !== undefined; rung = rungs.shift()) {
      const signal = "kill" in rung ? "SIGKILL" : rung.signal;
      const killing = "kill" in rung;
      onRung(signal);
      if (killing) tree.kill();
      else tree.signal(signal);
      let first = await waitOnRung(rung.waitMs);
      for (
        let more = 0;
        first === "time-over" && killing && more < MORE_TIME_WHILE_KILLING && stillForking(tree);
        more++
      ) {
        first = await waitOnRung(rung.waitMs);
      }
      if (first !== "time-over" && first !== "switched") return first;
    }
    return null;
  };

  return {
    end: climbAll(),
    switchTo: (next) => {
      rungs = [...next];
      interrupt();
    },
  };
}

function stillForking(tree: Climbable): boolean {
  const seen = tree.census();
  return seen.state === "unsure" || (seen.state === "alive" && seen.newcomers > 0);
}
