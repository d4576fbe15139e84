/** All of a large output, as bytes in one piece. */
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { peakMb } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const collect = need((await load()).collect, "collect");
  const bytes = params.number("bytes");
  const begun = performance.now();
  const all = await collect(params.text("writer"), ["bytes", String(bytes)]);
  const wall = performance.now() - begun;
  if (all.byteLength !== bytes) throw new Error(`lost something: ${all.byteLength} bytes came, of ${bytes}`);
  return { mbPerSecond: bytes / 1000 / wall, peakMb: peakMb() };
};
