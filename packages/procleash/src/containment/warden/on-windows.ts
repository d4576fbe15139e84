import { resolve } from "node:path";
import { LeashError, quote } from "../../errors.ts";
import { LONGEST_COMMAND_LINE } from "../../platform/windows/command-line.ts";
import { resolveHere } from "../../platform/windows/this-machine.ts";
import type { SignalName } from "../../outcome.ts";
import type { Guardian } from "../../guardian/guardian.ts";
import type { Search } from "../sweep/search.ts";
import { knownByPid } from "../known-by-pid.ts";
import { refusedOnWindows } from "./refused-on-windows.ts";
import type { Told, WardenSystem } from "./system.ts";
import { wardenStreams, wardenWords } from "./words.ts";

/**
 * Wardens that hold a Job Object: the kernel ends everything in it when its last handle is closed, and only the warden has one.
 * So nobody has to search, or to guard: see warden/windows/.
 */
export function wardensOfWindows(): WardenSystem {
  return {
    proof: "job-empty",
    // A console has no job control: whoever shares one hears its Ctrl-C, and that is all.
    foreground: false,
    guard: () => THE_KERNEL,
    request: (path, launch, variable) => {
      const { application, commandLine } = resolveHere(launch);
      const cwd = launch.cwd === undefined ? "" : resolve(launch.cwd);
      // One text, see CreateProcessW: whoever takes words from it has rules of his own, so it is passed on as it is.
      const argv = [...wardenWords(variable, launch), `"${cwd}"`, `"${application}"`, commandLine] as const;
      checkLengths(launch.file, cwd, argv.join(" ").length);
      return {
        path,
        argv: [...argv],
        env: launch.env,
        streams: wardenStreams(launch),
        // The kernel would close the console of a process that is started detached, and with it the way to send CTRL_BREAK.
        ownSession: false,
      };
    },
    // A process cannot be stopped from outside here, unless by a debugger.
    wake: () => {},
    keepAwake: () => {},
    letSleep: () => {},
    signalNumber: (signal) => NUMBERS[signal] ?? null,
    refused: (path, file, refusal) => refusedOnWindows(path, file, refusal),
    below: () => censusOf,
    search: () => BY_THE_KERNEL,
  };
}

/** Of a working directory: MAX_PATH, less its final backslash and NUL ("Maximum Path Length Limitation"). */
const LONGEST_FOLDER = 258;

function checkLengths(file: string, cwd: string, length: number): void {
  if (cwd.length > LONGEST_FOLDER) {
    throw new LeashError(
      "BAD_CWD",
      `Cannot start ${quote(file)}: the working directory ${quote(cwd)} has ${cwd.length} characters and Windows takes ${LONGEST_FOLDER}; use a shorter path`,
    );
  }
  if (length > LONGEST_COMMAND_LINE) {
    throw new LeashError(
      "ARGUMENTS_TOO_LONG",
      `Cannot start ${quote(file)}: the arguments are too long: with what the warden needs, the command line has ${length} characters and Windows takes ${LONGEST_COMMAND_LINE}; send long text through stdin`,
    );
  }
}

/** CTRL_BREAK is the one gentle word that a program can hear, whatever it is called; Node's own name for it is SIGBREAK. */
const NUMBERS: Readonly<Partial<Record<SignalName, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGTERM: 15,
  SIGBREAK: 21,
};

const THE_KERNEL: Guardian = {
  ready: () => Promise.resolve(true),
  isReady: true,
  add: () => {},
  remove: () => {},
};

/** When a warden is killed, its handle is closed, and the tree is ended by the kernel; only nobody tells when that is done. */
const BY_THE_KERNEL: Search = {
  signal: () => false,
  kill: () => {},
  census: () => ({ state: "empty", proof: "unverified" }),
  whenEmpty: () => ({ empty: Promise.resolve("unverified"), cancel: () => {} }),
};

function censusOf({ leader, members }: Told): ReturnType<Search["census"]> {
  const pids = leader === null ? members : [leader, ...members];
  return { state: "alive", members: pids.map(knownByPid), newcomers: 0 };
}
