/**
 * Round after round, each contender once in each: what the machine does meanwhile, it does to all of them. The order
 * turns with the rounds, so that nobody always follows the same neighbour.
 */
import type { Case, Contender } from "../case.ts";
import { idOf } from "../case.ts";
import type { Figures } from "../measurements/measurement.ts";
import type { Options } from "../options.ts";
import { measureOnce } from "./contender.ts";

/** A case is not begun another time when it has had its share; on a busy machine there are fewer rounds then. */
const SHARE_MS = { tiny: 60_000, quick: 12_000, full: 8 * 60_000 } as const;

export interface Samples {
  readonly contender: Contender;
  /** One for each round; null: failed in it. */
  readonly figures: (Figures | null)[];
  readonly failures: string[];
}

export async function alternate(each: Case, { mode, before, rounds: most }: Options): Promise<readonly Samples[]> {
  const all = each.contenders.map((contender): Samples => ({ contender, figures: [], failures: [] }));
  const able = all.filter(({ contender }) => contender.cannot === undefined);
  const rounds = most > 0 ? Math.min(most, each.rounds[mode]) : each.rounds[mode];
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) {
    const elapsed = performance.now() - begun;
    if (round > 0 && elapsed + elapsed / round > SHARE_MS[mode]) break;
    console.error(`${each.name}: round ${round + 1} of ${rounds}`);
    const turn = round % Math.max(1, able.length);
    for (const { contender, figures, failures } of [...able.slice(turn), ...able.slice(0, turn)]) {
      try {
        figures.push(await measureOnce(each, contender, mode, before));
      } catch (error) {
        figures.push(null);
        const reason = error instanceof Error ? error.message : String(error);
        failures.push(reason);
        console.error(`  ${idOf(contender)}: ${reason}`);
      }
    }
  }
  return all;
}
