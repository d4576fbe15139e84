import type { Tree } from "../containment/types.ts";
import type { Proof } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import type { Source } from "../streams/source.ts";
import type { Clock } from "../terminate/clock.ts";
import { linger } from "./linger.ts";

/** What has become of those that a leader left behind. */
export interface Leftovers {
  /** How it is known that nobody is left, or that they were let go; null: they are to be stopped. */
  readonly proof: Proof | null;
  /** How many they are. */
  readonly leftovers: number;
}

/**
 * The leader has ended by itself: gives what it left behind the time that the spec gives.
 *
 * @param onStop told how to cut that short, should the run be stopped meanwhile.
 */
export async function awaitLeftovers(
  tree: Tree,
  spec: ResolvedSpec,
  piped: readonly Source[],
  clock: Clock,
  onStop: (cutShort: () => void) => void,
): Promise<Leftovers> {
  const first = tree.census();
  if (first.state === "empty" && first.proof !== "unverified") return { proof: first.proof, leftovers: 0 };
  if (spec.leftovers === "leave")
    return { proof: "let-go", leftovers: first.state === "alive" ? first.members.length : 0 };
  const wait = tree.whenEmpty();
  const unseen = [spec.stdout, spec.stderr].some((target) => target !== "pipe" && target !== "ignore");
  let endLinger = (): void => {};
  const proof = await new Promise<Proof | null>((resolve, reject) => {
    const over = (): void => resolve(null);
    onStop(over);
    wait.empty.then(resolve, reject);
    if (spec.leftovers !== "wait") endLinger = linger(piped, unseen, spec.lingerTimeout, clock, over);
  });
  wait.cancel();
  endLinger();
  if (proof !== null) return { proof, leftovers: 0 };
  const census = tree.census();
  return { proof: null, leftovers: census.state === "alive" ? census.members.length : 0 };
}
