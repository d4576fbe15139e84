/** All of a large output, read and dropped. */
import type { Piece, Take } from "../contenders/tool.ts";
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { peakMb } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const { readers } = await load();
  const read = need(readers[params.text("way")], `reader "${params.text("way")}"`);
  const bytes = params.number("bytes");
  let seen = 0;
  const take: Take = (piece: Piece): undefined => void (seen += piece.length);
  const begun = performance.now();
  await read(params.text("writer"), ["bytes", String(bytes)], take);
  const wall = performance.now() - begun;
  if (seen !== bytes) throw new Error(`lost something: ${seen} bytes came, of ${bytes}`);
  return { mbPerSecond: bytes / 1000 / wall, peakMb: peakMb() };
};
