import { realpathSync } from "node:fs";
import { basename, resolve } from "node:path";
import { quote, Refusal } from "../refusal.ts";

export interface Lists {
  /** Null: all. */
  readonly allow: readonly string[] | null;
  readonly deny: readonly string[];
}

/** With these a caller could put its own program, or its own code, behind an allowed name. */
const REDIRECTS = /^(PATH|ENV|BASH_ENV|NODE_OPTIONS|PYTHON(PATH|STARTUP|HOME)|PERL5(OPT|LIB)|RUBYOPT|(LD|DYLD)_.*)$/;

/** @throws {Refusal} if the lists forbid the program. */
export function checkProgram(
  program: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  { allow, deny }: Lists,
): void {
  const denied = deny.find((entry) => isMeant(entry, program, cwd, "anywhere"));
  if (denied !== undefined)
    throw new Refusal(
      `Cannot start ${quote(program)}: this server does not allow it; find another way, or ask the user`,
    );
  if (allow === null) return;
  if (!allow.some((entry) => isMeant(entry, program, cwd, "by-name"))) {
    const names = allow.length === 0 ? "none" : allow.map((entry) => quote(entry)).join(", ");
    throw new Refusal(`Cannot start ${quote(program)}: allowed are ${names}; use one of these, or ask the user`);
  }
  const redirect = Object.keys(env).find((name) => REDIRECTS.test(name));
  if (redirect !== undefined) {
    throw new Refusal(
      `Cannot set ${quote(redirect)} for ${quote(program)}: where programs are allowed by name it could change what starts; leave it out`,
    );
  }
}

/**
 * An entry with a slash means that very file. One without means what is found on the PATH under that name; when it is to
 * forbid, also every file of that name, wherever it is and whatever links to it.
 */
function isMeant(entry: string, program: string, cwd: string, how: "by-name" | "anywhere"): boolean {
  const isPath = program.includes("/");
  if (entry.includes("/")) return isPath && realPath(resolve(cwd, program)) === realPath(entry);
  if (!isPath) return program === entry;
  return how === "anywhere" && (basename(program) === entry || basename(realPath(resolve(cwd, program))) === entry);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // there is no such file: the start will say so
  }
}
