/** Who takes part, in the words of the tables. */
import type { Contender, Runtime } from "../case.ts";

type Extra = Omit<Contender, "tool" | "runtime" | "label"> & { readonly label?: string };

function contender(tool: string, runtime: Runtime, name: string, { label, ...extra }: Extra = {}): Contender {
  return { tool, runtime, label: label === undefined ? name : `${name}, ${label}`, ...extra };
}

export const c = (): Contender => contender("c", "c", "C");
export const node = (extra?: Extra, runtime: Runtime = "node24"): Contender =>
  contender("node", runtime, "bare node", extra);
export const procleash = (extra?: Extra, runtime: Runtime = "node24"): Contender =>
  contender("procleash", runtime, "procleash", extra);
export const execa = (extra?: Extra): Contender => contender("execa", "node24", "execa", extra);
export const tinyexec = (extra?: Extra): Contender => contender("tinyexec", "node24", "tinyexec", extra);
export const nanoSpawn = (extra?: Extra): Contender => contender("nano-spawn", "node24", "nano-spawn", extra);
export const zx = (extra?: Extra): Contender => contender("zx", "node24", "zx", extra);
export const bun = (extra?: Extra): Contender => contender("bun", "bun", "Bun.spawn", extra);
export const deno = (extra?: Extra): Contender => contender("deno", "deno", "Deno.Command", extra);
