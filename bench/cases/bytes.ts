import type { Case } from "../case.ts";
import { bun, c, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

const MIB = 2 ** 20;
const TEXT_ONLY = "collects text only, of at most 512 MiB: the longest string";

export const collect: Case = {
  name: "collect",
  title: "Collect 1 GiB as bytes",
  note: "Quick: 128 MiB. Bare node keeps the chunks, and joins them at the end.",
  measurement: "collect",
  metrics: [
    { key: "mbPerSecond", label: "MB a second", better: "more" },
    { key: "peakMb", label: "peak memory, MB", better: "less" },
  ],
  sizes: { tiny: { bytes: MIB }, quick: { bytes: 128 * MIB }, full: { bytes: 1024 * MIB } },
  rounds: { tiny: 1, quick: 2, full: 5 },
  contenders: [
    c(),
    node({ base: true }, "node20"),
    procleash({}, "node20"),
    node({ base: true }),
    procleash(),
    execa(),
    tinyexec({ cannot: TEXT_ONLY }),
    nanoSpawn({ cannot: TEXT_ONLY }),
    zx({ cannot: "fails from 512 MiB on: its buffer() goes through text" }),
    bun(),
    deno(),
  ],
};

export const discard: Case = {
  name: "discard",
  title: "Read 1 GiB, and drop it",
  note: "Quick: 128 MiB.",
  measurement: "discard",
  metrics: [
    { key: "mbPerSecond", label: "MB a second", better: "more" },
    { key: "peakMb", label: "peak memory, MB", better: "less" },
  ],
  sizes: { tiny: { bytes: MIB }, quick: { bytes: 128 * MIB }, full: { bytes: 1024 * MIB } },
  rounds: { tiny: 1, quick: 2, full: 5 },
  contenders: [
    c(),
    node({ way: "bytes", label: "for await", base: true }),
    node({ way: "bytes-event", label: "on data" }),
    procleash({ way: "bytes", label: "bytes()" }),
    procleash({ way: "lent-bytes", label: "bytes(), lent" }),
    execa({ way: "bytes" }),
    tinyexec({ cannot: "lines only" }),
    nanoSpawn({ cannot: "lines only" }),
    zx({ cannot: "lines only" }),
    bun({ way: "bytes" }),
    deno({ way: "bytes" }),
  ],
};

export const stdin: Case = {
  name: "stdin",
  title: "stdin: 256 MiB in one piece",
  note: "Quick: 64 MiB. Until the program, which reads it all, has ended.",
  measurement: "stdin",
  metrics: [{ key: "mbPerSecond", label: "MB a second", better: "more" }],
  sizes: { tiny: { bytes: MIB }, quick: { bytes: 64 * MIB }, full: { bytes: 256 * MIB } },
  rounds: { tiny: 1, quick: 1, full: 5 },
  contenders: [
    c(),
    node({ base: true }),
    procleash(),
    execa(),
    tinyexec({ label: "its child_process", slow: true }),
    nanoSpawn({ label: "as text", slow: true }),
    zx({ slow: true }),
    bun(),
    deno(),
  ],
};
