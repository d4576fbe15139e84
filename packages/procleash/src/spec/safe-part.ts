import { isWindows } from "../platform/system.ts";
import { foldName } from "../platform/windows/variables.ts";
import { mergeEnv } from "./merge-env.ts";
import type { Env } from "./options.ts";

/** What of an environment is on the list for this kind of system, with the spelling that it has there. */
export function safePart(env: Env, windows: boolean = isWindows): Record<string, string> {
  const safe = windows ? SAFE_ON_WINDOWS : SAFE_ON_POSIX;
  // A value that starts so is a function that bash would define and may run (the door of "shellshock").
  const passes = ([name, value]: [string, string | undefined]): boolean =>
    safe.has(windows ? foldName(name) : name) && value?.startsWith("()") !== true;
  return mergeEnv([Object.fromEntries(Object.entries(env).filter(passes))], windows);
}

const SAFE_ON_POSIX: ReadonlySet<string> = new Set([
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
]);

/** In capitals. Without SYSTEMROOT hardly a program starts there: sockets and random numbers come from DLLs below it. */
const SAFE_ON_WINDOWS: ReadonlySet<string> = new Set([
  "ALLUSERSPROFILE",
  "APPDATA",
  "COMMONPROGRAMFILES",
  "COMMONPROGRAMFILES(X86)",
  "COMMONPROGRAMW6432",
  "COMPUTERNAME",
  "COMSPEC",
  "DRIVERDATA",
  "HOMEDRIVE",
  "HOMEPATH",
  "LANG",
  "LOCALAPPDATA",
  "LOGONSERVER",
  "NUMBER_OF_PROCESSORS",
  "OS",
  "PATH",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "PROCESSOR_ARCHITEW6432",
  "PROCESSOR_IDENTIFIER",
  "PROCESSOR_LEVEL",
  "PROCESSOR_REVISION",
  "PROGRAMDATA",
  "PROGRAMFILES",
  "PROGRAMFILES(X86)",
  "PROGRAMW6432",
  "PUBLIC",
  "SESSIONNAME",
  "SYSTEMDRIVE",
  "SYSTEMROOT",
  "TEMP",
  "TMP",
  "TZ",
  "USERDOMAIN",
  "USERDOMAIN_ROAMINGPROFILE",
  "USERNAME",
  "USERPROFILE",
  "WINDIR",
]);
