/**
 * One contender, in a process and a runtime of its own: `main MEASUREMENT TOOL name=value...`. Prints its figures as one
 * line of JSON; whatever else happens is a failure, and is reported as such.
 */
import { MEASUREMENTS } from "../measurements/all.ts";
import { Params } from "../measurements/measurement.ts";
import type { Tool } from "./tool.ts";

const TOOLS: Readonly<Record<string, () => Promise<{ readonly tool: Tool }>>> = {
  node: () => import("./node.ts"),
  procleash: () => import("./procleash.ts"),
  execa: () => import("./execa.ts"),
  tinyexec: () => import("./tinyexec.ts"),
  "nano-spawn": () => import("./nano-spawn.ts"),
  zx: () => import("./zx.ts"),
  bun: () => import("./bun.ts"),
  deno: () => import("./deno.ts"),
};

/** The suite kills who takes too long; this is for a suite that was killed itself. */
const LONGEST_MS = 150_000;
setTimeout(() => process.exit(3), LONGEST_MS).unref();

const [what = "", name = "", ...pairs] = process.argv.slice(2);
const load = TOOLS[name];
const { measure } = (await MEASUREMENTS[what]?.()) ?? {};
if (load === undefined || measure === undefined) throw new Error(`Cannot measure "${what}" of "${name}": unknown`);
const figures = await measure(async () => (await load()).tool, new Params(pairs));
// Some peers keep the loop alive, with what they have left behind.
process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
