/** A program that never stops writing, and a reader who takes a moment for each piece: how much the host grows. */
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { residentMb } from "./procfs.ts";

const PIECE_MS = 20;

export const measure: Measure = async (load, params) => {
  const { readers } = await load();
  const read = need(readers[params.text("way")], `reader "${params.text("way")}"`);
  const before = residentMb();
  let most = before;
  let pieces = 0;
  const end = performance.now() + params.number("seconds") * 1000;
  const late = new Error("enough");
  await read(params.text("writer"), ["endless", String(params.number("seconds") + 1)], async () => {
    pieces += 1;
    most = Math.max(most, residentMb());
    if (performance.now() > end) throw late;
    await new Promise((resolve) => setTimeout(resolve, PIECE_MS));
  }).catch((error: unknown) => {
    if (error !== late) throw error;
  });
  return { growthMb: most - before, pieces };
};
