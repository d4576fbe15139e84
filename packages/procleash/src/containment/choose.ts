import { LeashError, quote } from "../errors.ts";
import { chooseProcessTable } from "../platform/choose.ts";
import { isWindows } from "../platform/system.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { createSweep } from "./sweep/sweep.ts";
import type { Containment } from "./types.ts";

let chosen: Containment | null = null;

/**
 * The containment of this thread, chosen once. `LEASH_CONTAINMENT` in the host's environment forces one.
 *
 * @throws {LeashError} `UNSUPPORTED_PLATFORM`, or `CONTAINMENT_UNAVAILABLE` if a forced one is not to be had.
 */
export function chooseContainment(): Containment {
  if (isWindows) {
    throw new LeashError(
      "UNSUPPORTED_PLATFORM",
      "Cannot hold a process tree on Windows: this version holds trees on POSIX systems only; run it under WSL",
    );
  }
  const forced = process.env["LEASH_CONTAINMENT"];
  if (forced !== undefined && forced !== "" && forced !== "sweep") {
    throw new LeashError(
      "CONTAINMENT_UNAVAILABLE",
      `Cannot use LEASH_CONTAINMENT=${quote(forced)}: this version has "sweep"; unset the variable`,
    );
  }
  return (chosen ??= createSweep(chooseProcessTable()));
}

/** Why this containment may not hold that run, or null: asked before anything starts. */
export function objection(containment: Containment, spec: ResolvedSpec): LeashError | null {
  if (spec.session === "foreground" && !containment.foreground) {
    return new LeashError(
      "CONTAINMENT_UNAVAILABLE",
      `Cannot start ${quote(spec.file)} in the foreground of the terminal: the containment "${containment.name}" gives every program a session of its own; use session: "own"`,
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
