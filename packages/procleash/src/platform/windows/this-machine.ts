import { lstatSync, statSync } from "node:fs";
import { firstBytes } from "../first-bytes.ts";
import type { Files } from "./files.ts";
import { resolveCommand } from "./resolve.ts";
import type { Command, Request } from "./resolve.ts";

/** Finds what CreateProcessW must be given here. @throws {LeashError} saying what is missing or wrong. */
export function resolveHere(request: Request): Command {
  return resolveCommand(request, {
    files: FILES,
    cwd: process.cwd(),
    root: process.env["SystemRoot"] ?? "C:\\Windows",
  });
}

const FILES: Files = {
  isFile: (path) => {
    try {
      return statSync(path).isFile();
    } catch {
      return isAlias(path);
    }
  },
  isFolder: (path) => {
    try {
      return statSync(path).isDirectory();
    } catch {
      return false; // not there, or no way to it
    }
  },
  read: (path, most) => firstBytes(path, most)?.toString("utf8") ?? null,
};

/** What stands there although it cannot be followed. */
function isAlias(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory();
  } catch {
    return false; // nothing
  }
}
