import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type Argv = readonly [string, ...string[]];

/** The folder is the registry: one file a behaviour, named after it. `programs.test.ts` keeps it in order. */
export const PROGRAMS: string = fileURLToPath(new URL("../programs/", import.meta.url));

/**
 * The argv of a fixture program. The token (see processes.ts) is its first argument, so that a leak can be told by its
 * command line; the rest are its own.
 */
export function program(name: `${string}.sh` | `${string}.mjs`, token: string, ...args: readonly string[]): Argv {
  const path = `${PROGRAMS}${name}`;
  if (!existsSync(path)) throw new Error(`no fixture program ${name} in test/programs`);
  return name.endsWith(".sh") ? ["/bin/sh", path, token, ...args] : [process.execPath, path, token, ...args];
}

/** The same as `[file, args]`, for `run(...)` and `start(...)`. */
export function fixture(
  name: `${string}.sh` | `${string}.mjs`,
  token: string,
  ...args: readonly string[]
): [string, string[]] {
  const [file, ...rest] = program(name, token, ...args);
  return [file, rest];
}
