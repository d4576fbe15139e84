import type { Case } from "../case.ts";
import { bun, c, deno, execa, node, procleash } from "./contenders.ts";

/** The larger the host, the longer a fork of it: the system copies the page tables. */
function pause(gib: number): Case {
  return {
    name: `pause/${gib}`,
    title: `Pause of the event loop at a start, in a host with ${gib} GiB`,
    note: "The longest time without a turn of the event loop during a run of /bin/true: the median of the runs, and the worst of them. Of C, how long the start keeps the caller.",
    measurement: "pause",
    metrics: [
      { key: "pauseMs", label: "pause, ms", better: "less" },
      { key: "worstMs", label: "worst, ms", better: "less", ratio: false },
    ],
    sizes: {
      tiny: { gib: 0, starts: 2, enoughMs: 5000 },
      quick: { gib, starts: 8, enoughMs: 500 },
      full: { gib, starts: 20, enoughMs: 20_000 },
    },
    rounds: { tiny: gib === 0 ? 1 : 0, quick: gib > 1 ? 0 : 1, full: 5 },
    contenders: [
      c(),
      node({ base: true }, "node20"),
      procleash({}, "node20"),
      node({ base: true, slow: true }),
      procleash({ slow: true }),
      execa({ slow: true }),
      bun(),
      deno({ slow: true }),
    ],
  };
}

export const pauses: readonly Case[] = [0, 1, 4].map(pause);
