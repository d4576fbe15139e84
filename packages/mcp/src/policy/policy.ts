import type { Settings } from "../settings/settings.ts";
import { Refusal } from "../refusal.ts";
import { allowedFolder } from "./folders.ts";
import { checkProgram } from "./programs.ts";

/** What a caller wants to start. */
export interface Wanted {
  readonly argv: readonly string[] | undefined;
  readonly shell: string | undefined;
  readonly cwd: string | undefined;
  /** Added to the safe environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number | undefined;
}

/** What may be started. */
export interface Permitted {
  readonly argv: readonly [string, ...string[]];
  /** As the caller would recognise it. */
  readonly command: string;
  /** What the caller asked for, each of its arguments as it is; a shell line is one. */
  readonly words: readonly string[];
  /** A real path. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number | null;
}

export interface Policy {
  /** @throws {Refusal} that says what is allowed instead. */
  permit(wanted: Wanted): Permitted;
  /** The folder and the time of something whose program the server itself chooses. */
  permitPlace(
    cwd: string | undefined,
    timeoutMs: number | undefined,
  ): { readonly cwd: string; readonly timeoutMs: number | null };
  readonly readOnly: boolean;
}

/** It decides what is started, where and for how long; it is no sandbox, see SECURITY.md. */
export function createPolicy(settings: Settings): Policy {
  const permitPlace: Policy["permitPlace"] = (cwd, timeoutMs) => ({
    cwd: allowedFolder(cwd, settings.roots),
    timeoutMs: shorter(timeoutMs ?? null, settings.limits.timeoutMs),
  });
  return {
    readOnly: settings.readOnly,
    permitPlace,
    permit: (wanted) => {
      const place = permitPlace(wanted.cwd, wanted.timeoutMs);
      if (wanted.shell !== undefined) {
        if (wanted.argv !== undefined)
          throw new Refusal(
            "Cannot start both an argv and a shell line: give argv (one program), or shell (a line for sh)",
          );
        if (!settings.shell)
          throw new Refusal(
            "Cannot run a shell line: this server does not allow it; give argv, an array with the program and its arguments",
          );
        return {
          argv: [...SHELL, wanted.shell],
          command: wanted.shell,
          words: [wanted.shell],
          env: wanted.env,
          ...place,
        };
      }
      const [program, ...args] = wanted.argv ?? [];
      if (program === undefined || program === "")
        throw new Refusal('Cannot start nothing: give argv (["git", "status"]), or shell ("git log | head")');
      checkProgram(program, place.cwd, wanted.env, settings);
      const words = [program, ...args] as const;
      return { argv: [...words], command: words.map(shown).join(" "), words, env: wanted.env, ...place };
    },
  };
}

const SHELL = process.platform === "win32" ? (["cmd.exe", "/d", "/s", "/c"] as const) : (["/bin/sh", "-c"] as const);

function shorter(asked: number | null, limit: number | null): number | null {
  if (asked === null || limit === null) return asked ?? limit;
  return Math.min(asked, limit);
}

/** As one would type it. */
function shown(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
