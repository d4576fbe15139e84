/** Many short lines, counted: nobody is measured who loses one. */
import type { Piece } from "../contenders/tool.ts";
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { peakMb } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const { readers } = await load();
  const read = need(readers[params.text("way")], `reader "${params.text("way")}"`);
  const lines = params.number("lines");
  const width = params.number("width");
  const count = new Count();
  const begun = performance.now();
  await read(params.text("writer"), ["lines", String(lines), String(width)], count.take);
  const wall = performance.now() - begun;
  count.expect(lines, width);
  return { perSecond: (lines * 1000) / wall, peakMb: peakMb() };
};

/** Counts lines, and their characters or bytes. */
export class Count {
  lines = 0;
  size = 0;

  readonly take = (piece: Piece): undefined => {
    if (typeof piece === "string" || piece instanceof Uint8Array) {
      this.lines += 1;
      this.size += piece.length;
    } else {
      this.lines += piece.length;
      for (const line of piece) this.size += line.length;
    }
  };

  /** Some readers keep the newline. */
  expect(lines: number, width: number): void {
    const sizes = [lines * width, lines * (width - 1)];
    if (this.lines === lines && sizes.includes(this.size)) return;
    throw new Error(
      `lost something: ${this.lines} lines with ${this.size} characters came, of ${lines} lines of ${width}`,
    );
  }
}
