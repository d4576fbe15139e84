import { mergeEnv } from "./merge-env.ts";
import type { Env } from "./options.ts";
import { safePart } from "./safe-part.ts";

/**
 * The host's environment plus changes: `hostEnv({ A: "1", B: undefined })` sets A and removes B. On Windows, where `Path`
 * and `PATH` are one variable, a change applies to whatever spelling is there.
 */
export function hostEnv(changes: Env = {}): Record<string, string> {
  return mergeEnv([process.env, changes]);
}

/**
 * A short allow-list of the host's environment plus yours, for programs that should not see the host's secrets.
 *
 * Left out of the host's part: everything not on the list, so also what can inject code into a program (`NODE_OPTIONS`,
 * `LD_PRELOAD`, `DYLD_*`), and exported bash functions. What you add yourself is passed as it is.
 */
export function safeEnv(additions: Env = {}): Record<string, string> {
  return mergeEnv([safePart(process.env), additions]);
}
