import { setTimeout as sleep } from "node:timers/promises";
import type { Survivor } from "../../outcome.ts";
import type { Held } from "./system.ts";

/** How long to wait for the end of what is killed: a start that has failed must be told in the end, milliseconds. */
const PATIENCE_MS = 5_000;

/**
 * Ends what a warden may have started before it was killed, if it could not tell of it. The program itself ends with the
 * warden (PDEATHSIG, prctl(2)), but it may have had time for children.
 *
 * @returns who is left.
 */
export async function endUntold(held: Held): Promise<readonly Survivor[]> {
  // The program's number is younger than the warden's, whose session it may not have left yet.
  const search = held.system.search(held, held.warden.pid, Promise.resolve(NOBODY));
  search.kill();
  const { empty, cancel } = search.whenEmpty();
  const impatience = new AbortController();
  const proof = await Promise.race([empty, sleep(PATIENCE_MS, null, { signal: impatience.signal }).catch(() => null)]);
  impatience.abort();
  cancel();
  if (proof !== null) return [];
  const seen = search.census();
  return seen.state === "alive" ? seen.members : [];
}

const NOBODY = { kind: "signal", signal: "SIGKILL" } as const;
