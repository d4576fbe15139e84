import type { Case } from "../case.ts";
import { bun, c, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

export const start: Case = {
  name: "start",
  title: "Start: /bin/true, one after the other",
  note: "To the end of the program and of its pipes. CPU is that of the host and of everything it has started.",
  measurement: "start",
  metrics: [
    { key: "wallMs", label: "wall, ms a run", better: "less" },
    { key: "cpuMs", label: "CPU, ms a run", better: "less" },
  ],
  sizes: {
    tiny: { runs: 5, warm: 2, enoughMs: 5000 },
    quick: { runs: 100, warm: 20, enoughMs: 300 },
    full: { runs: 200, warm: 50, enoughMs: 5000 },
  },
  rounds: { tiny: 1, quick: 3, full: 15 },
  contenders: [
    c(),
    node({ base: true }, "node20"),
    procleash({}, "node20"),
    node({ base: true }),
    procleash(),
    execa(),
    tinyexec(),
    nanoSpawn(),
    zx({ label: "through bash" }),
    bun(),
    deno(),
    procleash({}, "bun"),
    procleash({}, "deno"),
  ],
};
