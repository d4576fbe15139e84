import type { Case } from "../case.ts";
import { bun, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

export const idle: Case = {
  name: "idle",
  title: "Memory of 500 idle children",
  note: "`sleep`, with its output piped: the memory of the host, what it grows by, and what the tool has beside the program, each by its share of the memory. procleash has a warden for each run.",
  measurement: "idle",
  metrics: [
    { key: "hostMb", label: "the host, MB", better: "less" },
    { key: "hostKb", label: "in the host, kB a child", better: "less" },
    { key: "besideKb", label: "beside it, kB a child", better: "less", ratio: false },
  ],
  sizes: { tiny: { count: 5 }, quick: { count: 100 }, full: { count: 500 } },
  rounds: { tiny: 1, quick: 1, full: 3 },
  contenders: [
    node({ base: true }),
    procleash(),
    execa(),
    tinyexec({ slow: true }),
    nanoSpawn({ slow: true }),
    zx({ cannot: "a shell beside each child: another thing is measured" }),
    bun(),
    deno(),
  ],
};
