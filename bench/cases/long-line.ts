import type { Case } from "../case.ts";
import { bun, c, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

const MIB = 2 ** 20;

export const longLine: Case = {
  name: "long-line",
  title: "One line of 60 MiB",
  note: "Quick: 15 MiB.",
  measurement: "long-line",
  metrics: [
    { key: "wallMs", label: "wall, ms", better: "less" },
    { key: "peakMb", label: "peak memory, MB", better: "less", ratio: false },
  ],
  sizes: { tiny: { bytes: MIB }, quick: { bytes: 15 * MIB }, full: { bytes: 60 * MIB } },
  rounds: { tiny: 1, quick: 1, full: 5 },
  contenders: [
    c(),
    node({ way: "readline", label: "readline", base: true }),
    procleash({ way: "lines", label: "lines()" }),
    procleash({ way: "rawLines", label: "rawLines()" }),
    execa({ way: "lines" }),
    tinyexec({ way: "lines", slow: true }),
    nanoSpawn({ way: "lines", slow: true }),
    zx({ way: "lines", slow: true }),
    bun({ way: "split-by-hand", label: "split by hand", slow: true }),
    deno({ way: "split-by-hand", label: "split by hand", slow: true }),
  ],
};
