import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { target } from "./system.ts";

/**
 * Looks for what is built for this machine: in the optional package of this platform, and in a checkout.
 *
 * @param room the folder of its sources, in a checkout.
 * @returns its path, or null. Whether it can be used is not known yet.
 */
export function findNativeFile(room: "warden" | "addon", name: string): string | null {
  return inPackage(name) ?? inCheckout(room, name);
}

/** As the package manager has laid it out. In a bundle, from where the bundle is. */
function inPackage(name: string): string | null {
  for (const from of [import.meta.url, process.argv[1]]) {
    if (from === undefined) continue;
    try {
      return createRequire(from).resolve(`@procleash/${target}/${name}`);
    } catch {
      // Not from there: MODULE_NOT_FOUND, or a name that is none of a file (a bundle for another format).
    }
  }
  return null;
}

/** Where `npm ci` builds it, beside the sources or the build of this file. */
function inCheckout(room: string, name: string): string | null {
  // A bundle that is no module has no URL.
  if (!import.meta.url) return null;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 4; up++) {
    const path = join(folder, room, "build", target, name);
    if (existsSync(path)) return path;
    folder = dirname(folder);
  }
  return null;
}
