/** Medians, and medians of ratios: a ratio is taken within a round, where both met the same machine. */
import type { Case, Contender, Metric, Mode } from "../case.ts";
import { idOf } from "../case.ts";
import type { Samples } from "../measure/alternate.ts";
import { median } from "../measurements/median.ts";
import type { CaseReport, Figure, Row } from "./report.ts";

export function summarize(each: Case, mode: Mode, all: readonly Samples[]): CaseReport {
  return {
    name: each.name,
    title: each.title,
    note: each.note,
    sizes: each.sizes[mode],
    rounds: Math.max(...all.map(({ figures }) => figures.length)),
    metrics: each.metrics.map(({ key, label, better }) => ({ key, label, better })),
    rows: all.map((samples) => rowOf(samples, each.metrics, all)),
  };
}

function rowOf(samples: Samples, metrics: readonly Metric[], all: readonly Samples[]): Row {
  const { contender, failures } = samples;
  const bare = baseOf(contender, all);
  const limit = all.find((other) => other.contender.tool === "c");
  const figures = metrics.flatMap((metric): [string, Figure][] => {
    const values = valuesOf(samples, metric.key).filter((value) => Number.isFinite(value));
    if (values.length === 0) return [];
    const against = (other: Samples | undefined): number | null =>
      metric.ratio === false || other === undefined ? null : ratio(samples, other, metric.key);
    return [
      [
        metric.key,
        {
          median: median(values),
          least: Math.min(...values),
          most: Math.max(...values),
          toNode: against(bare),
          toC: against(limit),
        },
      ],
    ];
  });
  return {
    id: idOf(contender),
    label: contender.label,
    tool: contender.tool,
    runtime: contender.runtime,
    cannot: contender.cannot ?? null,
    failures,
    figures: Object.fromEntries(figures),
  };
}

/** Bare node on the same runtime; for another runtime the newest node that took part. */
function baseOf({ runtime }: Contender, all: readonly Samples[]): Samples | undefined {
  const bases = all.filter(({ contender }) => contender.base === true && contender.cannot === undefined);
  return bases.find(({ contender }) => contender.runtime === runtime) ?? bases.at(-1);
}

function ratio(one: Samples, other: Samples, key: string): number | null {
  const others = valuesOf(other, key);
  const ratios = valuesOf(one, key)
    .map((value, round) => value / (others[round] ?? NaN))
    .filter((value) => Number.isFinite(value));
  return ratios.length === 0 ? null : median(ratios);
}

function valuesOf({ figures }: Samples, key: string): readonly number[] {
  return figures.map((figure) => figure?.[key] ?? NaN);
}
