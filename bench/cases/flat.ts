import type { Case } from "../case.ts";
import { execa, node, procleash } from "./contenders.ts";

export const flat: Case = {
  name: "flat",
  title: "A long stream: memory",
  note: "30 million lines of 80 bytes (quick: two): how much the host is larger after a fifth of them than it was before.",
  measurement: "flat",
  metrics: [
    { key: "growthMb", label: "growth, MB", better: "less", ratio: false },
    { key: "residentMb", label: "memory, MB", better: "less" },
  ],
  sizes: {
    tiny: { lines: 100_000, width: 80 },
    quick: { lines: 2_000_000, width: 80 },
    full: { lines: 30_000_000, width: 80 },
  },
  rounds: { tiny: 1, quick: 1, full: 1 },
  contenders: [
    node({ way: "readline", label: "readline", base: true, sizes: { lines: 2_000_000 } }),
    procleash({ way: "batches", label: "batches()" }),
    procleash({ way: "lines", label: "lines()" }),
    execa({ way: "lines", sizes: { lines: 1_000_000 }, slow: true }),
  ],
};
