import { constants } from "node:os";
import { getSystemErrorName } from "node:util";

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** The name of a system error, by its positive number: libuv, whom node asks, has none for some of them (ENOEXEC). */
export function errorName(errno: number): string {
  const known = getSystemErrorName(-errno);
  return known.startsWith("E") ? known : (NAMES.get(errno) ?? known);
}
