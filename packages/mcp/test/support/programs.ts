import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PLACES = [
  new URL("../programs/", import.meta.url),
  new URL("../../../procleash/test/programs/", import.meta.url),
];

/** The argv of a fixture program, ours or the library's; the token, by which a leak is found, is its first argument. */
export function program(name: `${string}.sh` | `${string}.mjs`, token: string, ...args: readonly string[]): string[] {
  const path = PLACES.map((place) => fileURLToPath(new URL(name, place))).find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`no fixture program ${name}`);
  return [name.endsWith(".sh") ? "/bin/sh" : process.execPath, path, token, ...args];
}

/** The pids that `grows-nasty-tree.sh` and its like print when they are ready. */
export function pidsIn(text: string): number[] {
  const numbers = /^pids ([\d ]+)$/m.exec(text)?.[1];
  if (numbers === undefined) throw new Error(`no pids in ${JSON.stringify(text)}`);
  return numbers.trim().split(" ").map(Number);
}
