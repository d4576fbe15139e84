import { isWindows } from "../platform/system.ts";
import { foldName } from "../platform/windows/variables.ts";
import type { Env } from "./options.ts";

/**
 * Several environments as one: the later entry wins, `undefined` removes. On Windows this holds for all spellings of a
 * name, also within one environment, and the later spelling is kept. (Node takes the first of them in the order of the
 * alphabet, whoever set it.)
 */
export function mergeEnv(sources: readonly Env[], windows: boolean = isWindows): Record<string, string> {
  // Without a prototype: a variable may be called `__proto__`.
  const merged = Object.create(null) as Record<string, string>;
  const spelled = new Map<string, string>();
  for (const [name, value] of sources.flatMap((source) => Object.entries(source))) {
    if (windows) {
      const folded = foldName(name);
      const before = spelled.get(folded);
      if (before !== undefined) delete merged[before];
      spelled.set(folded, name);
    }
    if (value === undefined) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}
