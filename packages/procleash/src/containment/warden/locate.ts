import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the warden for this machine is, or why there is none that can run. */
export type Location = { readonly path: string } | { readonly path: null; readonly why: string };

/**
 * Looks for the warden: where `LEASH_WARDEN` says, in the optional package of this platform, and in a checkout.
 *
 * @param target the platform and architecture, `linux-x64`.
 */
export function locateWarden(target: string): Location {
  const forced = process.env["LEASH_WARDEN"];
  const found = forced !== undefined && forced !== "" ? forced : (inPackage(target) ?? inCheckout(target));
  if (found === null) return { path: null, why: `the package @procleash/${target} is not installed` };
  try {
    // Also says no where programs may not be run at all: a file system that is mounted with noexec (access(2)).
    accessSync(found, constants.X_OK);
    return { path: found };
  } catch (error) {
    return { path: null, why: `${found} cannot be run (${(error as NodeJS.ErrnoException).code})` };
  }
}

/** As the package manager has laid it out. In a bundle, from where the bundle is. */
function inPackage(target: string): string | null {
  for (const from of [import.meta.url, process.argv[1]]) {
    if (from === undefined) continue;
    try {
      return createRequire(from).resolve(`@procleash/${target}/leash-warden`);
    } catch {
      // Not from there: MODULE_NOT_FOUND, or a name that is none of a file (a bundle for another format).
    }
  }
  return null;
}

/** Where `npm ci` builds it, beside the sources or the build of this file. */
function inCheckout(target: string): string | null {
  // A bundle that is no module has no URL.
  if (!import.meta.url) return null;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 4; up++) {
    const path = join(folder, "warden", "build", target, "leash-warden");
    if (existsSync(path)) return path;
    folder = dirname(folder);
  }
  return null;
}
