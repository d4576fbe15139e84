/** The tables, for people: the figure of each contender, and its ratio to bare Node and to C. */
import { describeMachine } from "./machine.ts";
import type { CaseReport, Figure, Report, Row } from "./report.ts";

export function markdown(report: Report): string {
  const about = describeMachine(report).replace("\n", "\n\n");
  return `Measured on ${report.at.slice(0, 10)}, ${report.mode}. ${about}\n\n${report.cases.map(table).join("\n\n")}`;
}

function table({ title, note, rounds, metrics, rows }: CaseReport): string {
  const [first] = metrics;
  const compared = (key: "toNode" | "toC"): boolean =>
    rows.some(({ figures }) => metrics.some((metric) => (figures[metric.key]?.[key] ?? null) !== null));
  const head = ["", ...metrics.map(({ label }) => label)];
  if (compared("toNode")) head.push("× node");
  if (compared("toC")) head.push("× C");
  const body = rows.map((row) => {
    const figures = metrics.map(({ key }) => row.figures[key]);
    const lead = figures.find((figure) => figure?.toNode !== null) ?? figures[0];
    const cells =
      first === undefined ? [] : figures.map((figure) => (figure === undefined ? "–" : plain(figure.median)));
    if (compared("toNode")) cells.push(times(lead?.toNode));
    if (compared("toC")) cells.push(times(lead?.toC));
    const trouble = row.cannot ?? failureOf(row, rounds);
    if (Object.keys(row.figures).length === 0) return [named(row), trouble ?? "–", ...cells.slice(1).map(() => "")];
    return [trouble === null ? named(row) : `${named(row)} (${trouble})`, ...cells];
  });
  const lines = [head, head.map((_, at) => (at === 0 ? "---" : "---:")), ...body];
  const often = rounds === 1 ? "one round" : `${rounds} rounds`;
  return `### ${title}\n\n${note} Medians of ${often}.\n\n${lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}`;
}

function named({ label, runtime, tool }: Row): string {
  const strong = tool === "procleash" ? `**${label}**` : label;
  return runtime === "c" || runtime === tool ? strong : `${strong} (${runtime.replace(/(\d+)/, " $1")})`;
}

function failureOf({ failures }: Row, rounds: number): string | null {
  if (failures.length === 0) return null;
  return `failed in ${failures.length} of ${rounds}: ${failures[0]?.replaceAll("|", "/")}`;
}

function times(ratio: Figure["toNode"] | undefined): string {
  return ratio === null || ratio === undefined ? "–" : ratio.toFixed(ratio < 10 ? 2 : 0);
}

/** Three digits; more would be read as if they meant something. */
function plain(value: number): string {
  if (Number.isInteger(value) && value < 1000) return String(value);
  if (value >= 1_000_000) return `${(value / 1_000_000).toPrecision(3)} M`;
  if (value >= 1000) return Math.round(Number(value.toPrecision(3))).toLocaleString("en-US");
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
