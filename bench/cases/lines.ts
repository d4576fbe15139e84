import type { Case } from "../case.ts";
import { bun, c, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

const FEWER = { lines: 300_000 };

export const lines: Case = {
  name: "lines",
  title: "Lines of 80 bytes",
  note: "Ten million (quick: one), and 300,000 for the slowest; each counted. `split by hand` is text by TextDecoder, split at each chunk: fast, and without any limit.",
  measurement: "lines",
  metrics: [
    { key: "perSecond", label: "lines a second", better: "more" },
    { key: "peakMb", label: "peak memory, MB", better: "less", ratio: false },
  ],
  sizes: {
    tiny: { lines: 1000, width: 80 },
    quick: { lines: 1_000_000, width: 80 },
    full: { lines: 10_000_000, width: 80 },
  },
  rounds: { tiny: 1, quick: 1, full: 3 },
  contenders: [
    c(),
    node({ way: "readline", label: "readline, for await", base: true }),
    node({ way: "readline-event", label: "readline, on line" }),
    node({ way: "split-by-hand", label: "split by hand" }),
    procleash({ way: "lines", label: "lines()" }),
    procleash({ way: "rawLines", label: "rawLines()" }),
    procleash({ way: "batches", label: "batches()" }),
    procleash({ way: "rawBatches", label: "rawBatches()" }),
    execa({ way: "lines", sizes: FEWER }),
    tinyexec({ way: "lines", sizes: FEWER }),
    nanoSpawn({ way: "lines", sizes: FEWER, slow: true }),
    zx({ way: "lines", sizes: FEWER }),
    bun({ way: "split-by-hand", label: "split by hand" }),
    deno({ way: "split-by-hand", label: "split by hand" }),
  ],
};
