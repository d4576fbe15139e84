/** A long stream: how much the host's memory grows once the first tenth has come. */
import type { Piece, Take } from "../contenders/tool.ts";
import { Count } from "./lines.ts";
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { residentMb } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const { readers } = await load();
  const read = need(readers[params.text("way")], `reader "${params.text("way")}"`);
  const lines = params.number("lines");
  const width = params.number("width");
  const count = new Count();
  let next = lines / 10;
  let early = 0;
  let late = 0;
  const take: Take = (piece: Piece): undefined => {
    count.take(piece);
    if (count.lines < next) return;
    // A hundred looks in all; between the two halves of the first tenth the pools fill.
    next = count.lines + lines / 100;
    const now = residentMb();
    if (count.lines < lines / 5) early = Math.max(early, now);
    else late = Math.max(late, now);
  };
  await read(params.text("writer"), ["lines", String(lines), String(width)], take);
  count.expect(lines, width);
  return { growthMb: Math.max(0, late - early), residentMb: late };
};
