/**
 * The headline figures as one picture, drawn by hand: horizontal bars, of each contender as a multiple of bare Node. Bars
 * to the left of the line are better, whatever the case measures.
 */
import type { CaseReport, Report, Row } from "./report.ts";

/** Case, its words in the picture, and the rows that are drawn of it, by their ids. */
const HEADLINES: readonly (readonly [string, string, readonly string[]])[] = [
  ["start", "start: /bin/true, wall time", ["c/c", "procleash/node24", "execa/node24", "tinyexec/node24", "zx/node24"]],
  ["together", "64 at once, time each", ["c/c", "procleash/node24", "execa/node24"]],
  [
    "lines",
    "lines of 80 bytes, time each",
    [
      "procleash/batches/node24",
      "procleash/lines/node24",
      "execa/lines/node24",
      "tinyexec/lines/node24",
      "bun/split-by-hand/bun",
    ],
  ],
  ["collect", "collect bytes, time", ["c/c", "procleash/node24", "execa/node24", "bun/bun", "deno/deno"]],
  ["stop/500", "stop a tree of 500, time", ["c/c", "procleash/node24", "execa/node24", "zx/node24"]],
];

const WIDTH = 760;
const NAMES = 210;
const ROW = 20;
const BAR = 13;
const UNIT = 170;
/** Longer bars are cut, and say so by their figure. */
const MOST = 2.7;

interface Bar {
  readonly name: string;
  readonly ours: boolean;
  readonly ratio: number;
}

export function svg(report: Report): string {
  const groups = HEADLINES.flatMap(([name, words, ids]) => {
    const found = report.cases.find((each) => each.name === name);
    const bars = found === undefined ? [] : ids.flatMap((id) => barOf(found, id));
    return bars.length === 0 ? [] : [{ words, bars }];
  });
  let y = 34;
  const drawn = groups.map(({ words, bars }) => {
    const title = text(12, (y += 24) - 6, words, "title");
    const rows = bars.map((bar) => row(bar, (y += ROW) - ROW));
    return [title, ...rows].join("\n");
  });
  const height = y + 34;
  return `${head(height)}
${text(NAMES + UNIT + 4, 24, "bare Node = 1; shorter is better", "small")}
<line x1="${NAMES + UNIT}" y1="14" x2="${NAMES + UNIT}" y2="${height - 26}" class="one"/>
${drawn.join("\n")}
${text(12, height - 9, footnote(report), "small")}
</svg>
`;
}

/** A picture on a page does not see the page's style, and does see whether its reader likes it dark. */
function head(height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="procleash and its peers, as multiples of bare Node">
<style>
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 } .small { font-size: 11px; fill: #57606a } .name { text-anchor: end } .ours { font-weight: 600 }
  .figure { paint-order: stroke; stroke: #ffffff; stroke-width: 5px }
  rect { fill: #afb8c1 } .mine { fill: #1a7f37 } .paper { fill: #ffffff } .one { stroke: #57606a; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 } rect { fill: #59636e } .mine { fill: #3fb950 } .paper { fill: #0d1117 }
    .one { stroke: #9198a1 } .figure { stroke: #0d1117 }
  }
</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>`;
}

function row({ name, ours, ratio }: Bar, y: number): string {
  const width = Math.max(1, Math.round(Math.min(ratio, MOST) * UNIT));
  const cut = ratio > MOST ? " →" : "";
  return [
    text(NAMES - 8, y + 11, name, ours ? "name ours" : "name"),
    `<rect x="${NAMES}" y="${y}" width="${width}" height="${BAR}" rx="2"${ours ? ' class="mine"' : ""}/>`,
    text(NAMES + width + 5, y + 11, `${ratio.toFixed(ratio < 10 ? 2 : 0)}${cut}`, ours ? "figure ours" : "figure"),
  ].join("");
}

function barOf({ metrics, rows }: CaseReport, id: string): readonly Bar[] {
  const [lead] = metrics;
  const found = rows.find((each) => each.id === id);
  const ratio = lead === undefined ? null : (found?.figures[lead.key]?.toNode ?? null);
  if (found === undefined || lead === undefined || ratio === null) return [];
  return [{ name: nameOf(found), ours: found.tool === "procleash", ratio: lead.better === "less" ? ratio : 1 / ratio }];
}

function nameOf({ label, tool }: Row): string {
  return tool === "execa" || tool === "zx" ? tool : label;
}

function footnote({ mode, at, machine, versions }: Report): string {
  const quick = mode === "full" ? "" : `, ${mode}`;
  const newest = versions["node24"] === undefined ? "" : `, Node ${versions["node24"]}`;
  return `Medians of ratios; ${at.slice(0, 10)}${quick}; ${machine.cores} cores (${machine.model})${newest}. All figures: docs/bench.md`;
}

function text(x: number, y: number, words: string, name: string): string {
  return `<text x="${x}" y="${y}" class="${name}">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
