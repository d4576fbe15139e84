/** What may be asked of the suite: `npm run bench -- [--quick] [--only start,lines] [--json FILE]`. */
import { parseArgs } from "node:util";
import type { Mode } from "./case.ts";

export interface Options {
  readonly mode: Mode;
  /** Beginnings of the names of cases; none: all. */
  readonly only: readonly string[];
  /** At most so many of each case; 0: as many as it wants. */
  readonly rounds: number;
  readonly json: string | null;
  /** Only what needs no installation: node itself, procleash and the C program. */
  readonly offline: boolean;
  /** The folder of another checkout, whose build is measured beside ours. */
  readonly before: string | null;
}

export function parseOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      quick: { type: "boolean", default: false },
      tiny: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      rounds: { type: "string", default: "0" },
      json: { type: "string" },
      offline: { type: "boolean", default: false },
      before: { type: "string" },
    },
  });
  return {
    mode: values.tiny ? "tiny" : values.quick ? "quick" : "full",
    only: values.only.split(",").filter((name) => name !== ""),
    rounds: Number(values.rounds),
    json: values.json ?? null,
    offline: values.offline,
    before: values.before ?? null,
  };
}
