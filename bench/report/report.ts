/** What a run of the suite leaves as JSON: for charts, and for comparing with another run. */
import type { Mode, Sizes } from "../case.ts";
import type { Machine } from "../measure/machine.ts";

export interface Report {
  readonly mode: Mode;
  readonly at: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  /** Averages over 1, 5 and 15 minutes. */
  readonly loadBefore: readonly number[];
  readonly loadAfter: readonly number[];
  readonly cases: readonly CaseReport[];
}

export interface CaseReport {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly sizes: Sizes;
  readonly rounds: number;
  readonly metrics: readonly { readonly key: string; readonly label: string; readonly better: "less" | "more" }[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly id: string;
  readonly label: string;
  readonly tool: string;
  readonly runtime: string;
  /** Why there are no figures. */
  readonly cannot: string | null;
  /** One for each round that went wrong. */
  readonly failures: readonly string[];
  readonly figures: Readonly<Record<string, Figure>>;
}

export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Median of the ratios in each round: to bare Node on the same runtime (24 where there is none), and to C. */
  readonly toNode: number | null;
  readonly toC: number | null;
}
