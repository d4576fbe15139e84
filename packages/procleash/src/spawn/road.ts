import { createRequire } from "node:module";
import { findNativeFile } from "../platform/native-file.ts";
import { isLinux, isWindows, target } from "../platform/system.ts";
import { spawnByAddon } from "./by-addon.ts";
import type { Addon } from "./by-addon.ts";
import { spawnByNode } from "./by-node.ts";
import type { Spawn } from "./types.ts";

/** How this process starts others. */
export interface Road {
  readonly spawn: Spawn;
  /** Why the addon is not used; null if it is. */
  readonly insteadOfAddon: string | null;
  /** Is the process copied, and stands still meanwhile? */
  readonly copies: boolean;
}

let chosen: Road | null = null;

/** The road of this thread, chosen once: the addon where there is one for this machine that may be loaded, else node. */
export function chooseRoad(): Road {
  return (chosen ??= choose());
}

/** Starts a process by the road of this thread. */
export const spawnChild: Spawn = (request) => chooseRoad().spawn(request);

function choose(): Road {
  // Bun does not copy itself; and its sockets cannot be made of a descriptor, so that the addon would be of no use.
  if (process.versions["bun"] !== undefined)
    return { spawn: spawnByNode, insteadOfAddon: "Bun's own way is as fast", copies: false };
  if (isWindows)
    return { spawn: spawnByNode, insteadOfAddon: "Windows does not copy a process to start another", copies: false };
  const loaded = loadAddon();
  if (typeof loaded === "string") return { spawn: spawnByNode, insteadOfAddon: loaded, copies: true };
  return { spawn: spawnByAddon(loaded), insteadOfAddon: null, copies: false };
}

/** The addon, or why it is not used. `LEASH_ADDON` names another file, or says `off`. */
function loadAddon(): Addon | string {
  const forced = process.env["LEASH_ADDON"] ?? "";
  if (forced === "off") return "LEASH_ADDON says off";
  if (!isLinux) return "it is built for Linux";
  const unwilling = forbidden();
  if (unwilling !== null) return unwilling;
  const path = forced === "" ? findNativeFile("addon", "leash-spawn.node") : forced;
  if (path === null) return `the package @procleash/${target} is not installed, or has none`;
  try {
    return createRequire(path)(path) as Addon;
  } catch (error) {
    // --no-addons, the permission model, another architecture, a file system that is mounted with noexec.
    const { code, message } = error as NodeJS.ErrnoException;
    return `${path} cannot be loaded (${code ?? message})`;
  }
}

/** The part of Deno's own interface that is needed here. */
interface Deno {
  readonly permissions: { querySync(wanted: { readonly name: "ffi" }): { readonly state: string } };
}

/** Where an addon could be loaded, and must not be. */
function forbidden(): string | null {
  const { Deno: deno } = globalThis as { readonly Deno?: Deno };
  // To ask for it would ask the user.
  if (deno !== undefined && deno.permissions.querySync({ name: "ffi" }).state !== "granted")
    return "Deno was not given --allow-ffi";
  // What node may not do, we do not do for it.
  if (permission()?.has("child") === false) return "node's permission model forbids child processes";
  return null;
}

/** Of node:process since Node 20, and there only under the permission model. */
function permission(): { has(scope: string): boolean } | undefined {
  return (process as { readonly permission?: { has(scope: string): boolean } }).permission;
}
