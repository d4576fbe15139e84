import { LeashError, quote } from "../../errors.ts";
import type { LeashErrorCode } from "../../errors.ts";
import { lastErrorName } from "../../platform/windows/errors.ts";
import { Unusable } from "../refusal.ts";
import type { Refusal } from "./system.ts";

/** What CreateProcessW may find wrong with a program that was found, and whose working directory is there. */
const FOUND: Readonly<Record<string, readonly [code: LeashErrorCode, found: string]>> = {
  ENOENT: ["PROGRAM_NOT_FOUND", "it was there a moment ago, and is gone"],
  EACCES: [
    "PROGRAM_NOT_EXECUTABLE",
    "Windows refused to run it: a permission, a policy, a virus scanner, or it wants to be run as administrator",
  ],
  ENOEXEC: ["PROGRAM_NOT_EXECUTABLE", "it is no program for this machine"],
  ENOTDIR: ["BAD_CWD", "the working directory cannot be entered"],
  ENAMETOOLONG: ["ARGUMENTS_TOO_LONG", "the command line is longer than Windows takes; send long text through stdin"],
  ENOMEM: ["RESOURCES_EXHAUSTED", "the system is out of memory; run fewer at once"],
  EAGAIN: ["RESOURCES_EXHAUSTED", "a quota of this user or job is used up; run fewer at once, or raise it"],
  EMFILE: ["RESOURCES_EXHAUSTED", "this process has too many files open; run fewer at once"],
};

export function refusedOnWindows(path: string, file: string, { step, errno }: Refusal): Error {
  const name = lastErrorName(errno);
  // This process is in a job that allows no other within it.
  if (step === "job") return new Unusable(`${path} cannot hold a Job Object here (${name})`);
  const [code, found] = FOUND[name] ?? ["START_FAILED", "Windows refused to start it"];
  const cause = Object.assign(new Error(`CreateProcess ${name}`), { code: name, errno, syscall: "CreateProcess" });
  return new LeashError(code, `Cannot start ${quote(file)}: ${found} (${name}, error ${errno} of Windows)`, { cause });
}
