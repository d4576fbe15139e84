import type { Case } from "../case.ts";
import { bun, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

export const slowReader: Case = {
  name: "slow-reader",
  title: "An endless writer and a slow reader: memory",
  note: "20 ms for each piece; how much the host grows. A piece is a line, or what the reader gives at once.",
  measurement: "slow-reader",
  metrics: [{ key: "growthMb", label: "growth, MB", better: "less", ratio: false }],
  sizes: { tiny: { seconds: 1 }, quick: { seconds: 1 }, full: { seconds: 5 } },
  rounds: { tiny: 1, quick: 1, full: 3 },
  contenders: [
    node({ way: "readline", label: "readline", base: true }),
    procleash({ way: "lines", label: "lines()" }),
    procleash({ way: "batches", label: "batches()" }),
    execa({ way: "lines" }),
    tinyexec({ way: "lines", slow: true }),
    nanoSpawn({ way: "lines", slow: true }),
    zx({ way: "lines" }),
    bun({ way: "split-by-hand", label: "split by hand", slow: true }),
    deno({ way: "split-by-hand", label: "split by hand", slow: true }),
  ],
};
