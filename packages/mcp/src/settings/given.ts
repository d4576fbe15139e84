import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { parseArgs } from "node:util";
import { quote, reasonOf, Refusal } from "../refusal.ts";
import { dashed, NAMES, OPTIONS, variableOf } from "./options.ts";
import type { Given, Kind, Name } from "./options.ts";

/** What the command line asks for. */
export type Asked =
  | { readonly kind: "serve"; readonly given: Given }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

/** @throws {Refusal} if a flag is unknown or its value makes no sense. */
export function fromFlags(argv: readonly string[]): Asked {
  const options = Object.fromEntries(
    NAMES.map((name) => [
      dashed(name),
      OPTIONS[name].kind === "switch"
        ? ({ type: "boolean" } as const)
        : ({ type: "string", multiple: OPTIONS[name].kind === "list" } as const),
    ]),
  );
  const parsed = parse(argv, options);
  if (parsed["help"] === true) return { kind: "help" };
  if (parsed["version"] === true) return { kind: "version" };
  return { kind: "serve", given: collect((name) => [parsed[dashed(name)], `--${dashed(name)}`]) };
}

/** @throws {Refusal} if the value of a variable makes no sense. */
export function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Given {
  return collect((name) => {
    const value = environment[variableOf(name)];
    const split = OPTIONS[name].kind === "list" ? value?.split(name === "root" ? delimiter : ",") : value;
    return [split, variableOf(name)];
  });
}

/** @throws {Refusal} if the file cannot be read, is no JSON object, or has a key that nobody knows. */
export function fromFile(path: string): Given {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Refusal(`Cannot read the settings in ${quote(path)}: ${reasonOf(error)}; want a file with a JSON object`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new Refusal(`Cannot read the settings in ${quote(path)}: it is not a JSON object`);
  const unknown = Object.keys(content).find((key) => !(NAMES as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new Refusal(`Cannot use the setting ${quote(unknown)} in ${quote(path)}: want one of ${NAMES.join(", ")}`);
  return collect((name) => [(content as Record<string, unknown>)[name], `"${name}" in ${quote(path)}`]);
}

function parse(argv: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>["options"]) {
  try {
    return parseArgs({
      args: [...argv],
      allowNegative: true,
      options: {
        ...options,
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
      },
    }).values as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new Refusal(`Cannot understand the command line: ${reasonOf(error)}; leash-mcp --help lists what there is`);
  }
}

function collect(look: (name: Name) => readonly [value: unknown, where: string]): Given {
  const given: Partial<Record<Name, unknown>> = {};
  for (const name of NAMES) {
    const [value, where] = look(name);
    if (value !== undefined) given[name] = READ[OPTIONS[name].kind](value, where);
  }
  return given as Given;
}

const READ: Readonly<Record<Kind, (value: unknown, where: string) => unknown>> = {
  text: (value, where) => {
    if (typeof value === "string" && value !== "") return value;
    throw wrong(value, where, "a text that is not empty");
  },
  list: (value, where) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (items.every((item) => typeof item === "string" && item.trim() !== ""))
      return (items as readonly string[]).map((item) => item.trim());
    throw wrong(value, where, "a list of texts, none of them empty");
  },
  switch: (value, where) => {
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "on" || value === "1") return true;
    if (value === "false" || value === "off" || value === "0") return false;
    throw wrong(value, where, "on or off");
  },
  count: (value, where) => whole(value, where, "a whole number"),
  milliseconds: (value, where) => whole(value, where, "a whole number of milliseconds"),
  bytes: (value, where) => whole(value, where, "a whole number of bytes"),
};

/** Timers of node take no more than this; a size beyond it is meant as no limit. */
const LARGEST = 2 ** 31 - 1;

function whole(value: unknown, where: string, wanted: string): number {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= LARGEST) return number;
  throw wrong(value, where, `${wanted}, at most ${LARGEST}`);
}

function wrong(value: unknown, where: string, wanted: string): Refusal {
  return new Refusal(
    `Cannot use ${quote(typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)))} for ${where}: want ${wanted}`,
  );
}
