import { LeashError, quote } from "../errors.ts";
import { chooseProcessTable } from "../platform/choose.ts";
import { isLinux, isWindows } from "../platform/system.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { createSweep } from "./sweep/sweep.ts";
import type { Containment } from "./types.ts";
import { locateWarden } from "./warden/locate.ts";
import type { Location } from "./warden/locate.ts";
import { createTaskkill } from "./taskkill/taskkill.ts";
import { wardensOfLinux } from "./warden/on-linux.ts";
import { wardensOfWindows } from "./warden/on-windows.ts";
import { createWarden } from "./warden/warden.ts";

let chosen: Containment | null = null;

/**
 * The containment of this thread, chosen once: the warden where there is one for this machine, else the sweep.
 * `LEASH_CONTAINMENT` in the host's environment forces one.
 *
 * @throws {LeashError} `CONTAINMENT_UNAVAILABLE` if a forced one is not to be had.
 */
export function chooseContainment(): Containment {
  return (chosen ??= choose());
}

function choose(): Containment {
  const forced = process.env["LEASH_CONTAINMENT"] ?? "";
  if (forced === "sweep") return standIn(null);
  const warden = findWarden();
  if (forced !== "" && (forced !== "warden" || warden.path === null)) {
    const why = forced === "warden" && warden.path === null ? warden.why : 'there are "warden" and "sweep"';
    throw new LeashError(
      "CONTAINMENT_UNAVAILABLE",
      `Cannot use LEASH_CONTAINMENT=${quote(forced)}: ${why}; unset the variable`,
    );
  }
  if (warden.path === null) return standIn(isLinux || isWindows ? warden.why : null);
  return createWarden(warden.path, isWindows ? wardensOfWindows() : wardensOfLinux(chooseProcessTable()));
}

function standIn(insteadOfWarden: string | null): Containment {
  return isWindows ? createTaskkill(insteadOfWarden) : createSweep(chooseProcessTable(), insteadOfWarden);
}

/** What was chosen turned out to be of no use: from now on, the sweep serves this thread. */
export function fallBack(from: Containment, why: string): void {
  if (chosen === from) chosen = standIn(why);
}

/** Elsewhere no process can be made the parent of its orphaned descendants, and there is nothing like a Job Object. */
export function findWarden(): Location {
  return isLinux || isWindows ? locateWarden() : { path: null, why: "it is a program for Linux and Windows" };
}

/** Why this containment may not hold that run, or null: asked before anything starts. */
export function objection(containment: Containment, spec: ResolvedSpec): LeashError | null {
  if (spec.session === "foreground" && !containment.foreground) {
    return new LeashError(
      "CONTAINMENT_UNAVAILABLE",
      `Cannot start ${quote(spec.file)} with session: "foreground": the containment "${containment.name}" gives every program a session of its own; use session: "own"`,
    );
  }
  if (spec.containment === "require" && containment.insteadOfWarden !== null) {
    return new LeashError(
      "CONTAINMENT_UNAVAILABLE",
      `Cannot start ${quote(spec.file)} with containment: "require": the warden is not to be had, ${containment.insteadOfWarden}; see \`leash doctor\`, or use "auto"`,
    );
  }
  if (spec.containment === "require" && containment.proof === "unverified") {
    return new LeashError(
      "CONTAINMENT_UNAVAILABLE",
      `Cannot start ${quote(spec.file)} with containment: "require": "${containment.name}" cannot prove an empty tree on this machine; see \`leash doctor\`, or use "auto"`,
    );
  }
  return null;
}
