import { accessSync, constants } from "node:fs";
import { findNativeFile } from "../../platform/native-file.ts";
import { isWindows, target } from "../../platform/system.ts";

/** Where the warden for this machine is, or why there is none that can run. */
export type Location = { readonly path: string } | { readonly path: null; readonly why: string };

/** Looks for the warden: where `LEASH_WARDEN` says, in the optional package of this platform, and in a checkout. */
export function locateWarden(): Location {
  const forced = process.env["LEASH_WARDEN"];
  const found =
    forced !== undefined && forced !== ""
      ? forced
      : findNativeFile("warden", isWindows ? "leash-warden.exe" : "leash-warden");
  if (found === null) return { path: null, why: `the package @procleash/${target} is not installed` };
  try {
    // Also says no where programs may not be run at all: a file system that is mounted with noexec (access(2)).
    accessSync(found, constants.X_OK);
    return { path: found };
  } catch (error) {
    return { path: null, why: `${found} cannot be run (${(error as NodeJS.ErrnoException).code})` };
  }
}
