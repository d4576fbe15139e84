import type { Tool } from "../contenders/tool.ts";

/** What a contender's process does, and the figures that it brings home. The tool is loaded when it is asked for. */
export type Measure = (load: () => Promise<Tool>, params: Params) => Promise<Figures>;
export type Figures = Readonly<Record<string, number>>;

/** The sizes of a case, as they come on the command line: `runs=200`. */
export class Params {
  readonly #values: ReadonlyMap<string, string>;

  constructor(pairs: readonly string[]) {
    this.#values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  }

  text(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`Cannot measure: no ${name} was given`);
    return value;
  }

  number(name: string): number {
    return Number(this.text(name));
  }
}

export function need<Way>(way: Way | undefined, name: string): Way {
  if (way === undefined) throw new Error(`Cannot measure: the tool has no ${name}`);
  return way;
}
