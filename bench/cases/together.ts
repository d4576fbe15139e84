import type { Case } from "../case.ts";
import { bun, c, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

export const together: Case = {
  name: "together",
  title: "Rate: /bin/true, 64 at once",
  note: "Waves of 64 that are started in one turn of the event loop.",
  measurement: "together",
  metrics: [{ key: "perSecond", label: "starts a second", better: "more" }],
  sizes: {
    tiny: { count: 4, waves: 1, enoughMs: 5000 },
    quick: { count: 64, waves: 3, enoughMs: 300 },
    full: { count: 64, waves: 8, enoughMs: 5000 },
  },
  rounds: { tiny: 1, quick: 2, full: 9 },
  contenders: [
    c(),
    node({ base: true }, "node20"),
    procleash({}, "node20"),
    node({ base: true }),
    procleash(),
    execa(),
    tinyexec({ slow: true }),
    nanoSpawn({ slow: true }),
    zx({ label: "through bash", slow: true }),
    bun(),
    deno(),
  ],
};
