import type { Case } from "../case.ts";
import { execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

const BUILT_IN = "comes with the runtime";

export const importing: Case = {
  name: "import",
  title: "Import",
  note: "In a fresh process, from a warm file cache. Bare node imports child_process and readline.",
  measurement: "import",
  metrics: [{ key: "importMs", label: "import, ms", better: "less" }],
  sizes: { tiny: {}, quick: {}, full: {} },
  rounds: { tiny: 1, quick: 5, full: 21 },
  contenders: [node({ base: true }), procleash(), execa(), tinyexec(), nanoSpawn(), zx()],
};

export const size: Case = {
  name: "size",
  title: "Size of an installation",
  note: "Content of the files, dependencies included; of procleash, with what is native for one platform.",
  measurement: "size",
  metrics: [
    { key: "sizeKb", label: "kB", better: "less" },
    { key: "packages", label: "packages", better: "less", ratio: false },
  ],
  sizes: { tiny: {}, quick: {}, full: {} },
  rounds: { tiny: 1, quick: 1, full: 1 },
  contenders: [node({ cannot: BUILT_IN }), procleash(), execa(), tinyexec(), nanoSpawn(), zx()],
};
