import { constants } from "node:os";
import { createGuardian } from "../../guardian/guardian.ts";
import { errorName } from "../../platform/errno.ts";
import type { ProcessTable } from "../../platform/process-table.ts";
import { searchFor } from "../sweep/search.ts";
import { Unusable } from "../refusal.ts";
import { censusBelow } from "./below.ts";
import { keepAwake, letSleep } from "./keep-awake.ts";
import { wardenStreams, wardenWords } from "./words.ts";
import type { Refusal, WardenSystem } from "./system.ts";

/**
 * Wardens that are subreapers (prctl(2)): whoever loses his parent comes back to them.
 *
 * If one is killed, the program dies with it (PDEATHSIG); what it had started goes on as the children of somebody else, and is
 * searched for from then on, as the sweep does it.
 */
export function wardensOfLinux(table: ProcessTable): WardenSystem {
  return {
    proof: "reaped",
    foreground: true,
    // He knows no single tree, only how their variables begin: telling him of each would cost more than all else that we do.
    guard: (prefix) => createGuardian(prefix, "waits"),
    request: (path, launch, variable, outer) => ({
      path,
      argv: [...wardenWords(variable, launch), launch.cwd ?? "", launch.file, ...launch.args],
      // The program's: what the warden is given is what the program is given. The working directory is entered by it, so
      // that one that cannot be entered is told from a warden that cannot be started.
      env: launch.env,
      marks: { ...outer, [variable]: "1" },
      streams: wardenStreams(launch),
      // Its own session: what ends our group or closes our terminal must not end it. In the foreground it is a member of our
      // group, as the program is, to hear what the terminal says to it.
      ownSession: launch.session === "own",
    }),
    wake: (warden) => warden.signal("SIGCONT"),
    keepAwake,
    letSleep,
    signalNumber: (signal) => constants.signals[signal],
    refused,
    below: (warden) => censusBelow(table, warden.pid),
    search: ({ variable, since }, pid, leader) =>
      searchFor({ pid, start: null, variable, since }, table, leader, () => true),
  };
}

/** The system's own error, as node makes it, so that it is explained in the same way. */
function refused(path: string, file: string, { step, errno }: Refusal): Error {
  const code = errorName(errno);
  // Not the program's fault: a kernel, or an imitation of one, without the one thing that a warden needs (prctl(2)).
  if (step === "subreaper") return new Unusable(`${path} cannot become a subreaper here (${code})`);
  return Object.assign(new Error(`${step} ${code}`), { code, errno: -errno, syscall: `${step} ${file}`, path: file });
}
