/** A case: what is measured, of whom, and how large. The tables in cases/ are data; nothing in them runs. */

/** How large: for a test that the suite works, for a first look, for figures to quote. */
export type Mode = "tiny" | "quick" | "full";
export type Runtime = "node" | "node20" | "node24" | "bun" | "deno" | "c";
export type Sizes = Readonly<Record<string, string | number>>;

export interface Case {
  readonly name: string;
  readonly title: string;
  /** What a reader must know to judge the figures. */
  readonly note: string;
  readonly measurement: string;
  /** The first one is what ratios and charts are about. */
  readonly metrics: readonly Metric[];
  readonly sizes: Readonly<Record<Mode, Sizes>>;
  readonly rounds: Readonly<Record<Mode, number>>;
  readonly contenders: readonly Contender[];
}

export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly better: "less" | "more";
  /** Not where a ratio would say nothing, as of a growth that is almost zero. */
  readonly ratio?: false;
}

export interface Contender {
  readonly tool: string;
  readonly runtime: Runtime;
  readonly label: string;
  /** The reader, where a tool has several. */
  readonly way?: string;
  /** Why it is in the table without figures. */
  readonly cannot?: string;
  /** Bare Node, to which those on the same runtime are compared. */
  readonly base?: true;
  /** Too slow for the sizes of the others. What is reported is per second, so that it stays comparable. */
  readonly sizes?: Sizes;
  /** Left out of a quick look. */
  readonly slow?: true;
}

export function idOf({ tool, way, runtime }: Contender): string {
  return [tool, way, runtime].filter((part) => part !== undefined).join("/");
}
