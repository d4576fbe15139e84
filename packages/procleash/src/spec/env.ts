import { isWindows } from "../platform/system.ts";
import type { Env } from "./options.ts";

/** The host's environment plus changes: `hostEnv({ A: "1", B: undefined })` sets A and removes B. */
export function hostEnv(changes: Env = {}): Record<string, string> {
  return merge(process.env, changes);
}

/**
 * A short allow-list of the host's environment plus yours, for programs that should not see the host's secrets.
 *
 * Left out of the host's part: everything not on the list, so also what can inject code into a program (`NODE_OPTIONS`,
 * `LD_PRELOAD`, `DYLD_*`), and exported bash functions. What you add yourself is passed as it is.
 */
export function safeEnv(additions: Env = {}): Record<string, string> {
  const host: Record<string, string> = {};
  for (const name of isWindows ? SAFE_ON_WINDOWS : SAFE_ON_POSIX) {
    const value = process.env[name];
    // A value that starts so is a function that bash would define and may run (the door of "shellshock").
    if (value !== undefined && !value.startsWith("()")) host[name] = value;
  }
  return merge(host, additions);
}

const SAFE_ON_POSIX = [
  "HOME",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_COLLATE",
  "LC_CTYPE",
  "LC_MESSAGES",
  "LC_MONETARY",
  "LC_NUMERIC",
  "LC_TIME",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TERM",
  "TMPDIR",
  "TZ",
  "USER",
];

const SAFE_ON_WINDOWS = [
  "APPDATA",
  "COMSPEC",
  "HOMEDRIVE",
  "HOMEPATH",
  "LANG",
  "LOCALAPPDATA",
  "NUMBER_OF_PROCESSORS",
  "OS",
  "PATH",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "PROGRAMDATA",
  "PROGRAMFILES",
  "PROGRAMFILES(X86)",
  "PROGRAMW6432",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "USERDOMAIN",
  "USERNAME",
  "USERPROFILE",
  "WINDIR",
];

function merge(base: Env, changes: Env): Record<string, string> {
  // Without a prototype: a variable may be called `__proto__`.
  const merged = Object.create(null) as Record<string, string>;
  for (const source of [base, changes]) {
    for (const [name, value] of Object.entries(source)) {
      if (value === undefined) delete merged[name];
      else merged[name] = value;
    }
  }
  return merged;
}
