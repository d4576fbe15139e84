/** Which cases and which of their contenders are measured, by the options. */
import type { Case, Contender } from "../case.ts";
import { idOf } from "../case.ts";
import type { Options } from "../options.ts";

/** What a machine has without an installation. */
const OFFLINE = ["c", "node", "procleash"];

export function takingPart(cases: readonly Case[], options: Options): readonly Case[] {
  return cases
    .filter(({ name }) => options.only.length === 0 || options.only.some((part) => name.startsWith(part)))
    .map((each) => ({ ...each, contenders: contendersOf(each, options) }));
}

function contendersOf(each: Case, { mode, offline, before }: Options): readonly Contender[] {
  const leftOut = ({ slow }: Contender): boolean => each.rounds[mode] === 0 || (mode !== "full" && slow === true);
  const asked = each.contenders
    .map((one) => (leftOut(one) ? { ...one, cannot: one.cannot ?? "only in the full run" } : one))
    .filter(({ tool, runtime }) => !offline || (OFFLINE.includes(tool) && runtime !== "bun" && runtime !== "deno"))
    .map((one) => (offline && one.tool !== "c" ? { ...one, runtime: "node" as const } : one));
  const once = asked.filter((one, at) => asked.findIndex((other) => idOf(other) === idOf(one)) === at);
  return once.flatMap((one) =>
    before !== null && one.tool === "procleash"
      ? [{ ...one, tool: "procleash-before", label: `${one.label}, before` }, one]
      : [one],
  );
}
