/** One line that is larger than any buffer. */
import { Count } from "./lines.ts";
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { peakMb } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const { readers } = await load();
  const read = need(readers[params.text("way")], `reader "${params.text("way")}"`);
  const bytes = params.number("bytes");
  const count = new Count();
  const begun = performance.now();
  await read(params.text("writer"), ["line", String(bytes)], count.take);
  const wallMs = performance.now() - begun;
  count.expect(1, bytes);
  return { wallMs, peakMb: peakMb() };
};
