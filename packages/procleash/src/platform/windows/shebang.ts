export interface Shebang {
  /** As it is written: `/usr/bin/python3`, `C:\tools\x.exe`; after `env`, the name that it would look for. */
  readonly interpreter: string;
  readonly args: readonly string[];
}

/** As many bytes as Linux looks at (BINPRM_BUF_SIZE). */
export const FIRST_LINE_BYTES = 256;

/**
 * Reads the first line of a script, as Linux does (execve(2)): an interpreter, then at most one argument, which is all the
 * rest. Windows has no such thing; but npm, git and their kin lay scripts that begin so.
 *
 * @returns null if there is no interpreter in it.
 */
export function parseShebang(text: string): Shebang | null {
  const [, line] = /^#![ \t]*([^\r\n]+)/.exec(text) ?? [];
  if (line === undefined) return null;
  // A path of Windows may have spaces: then it ends with its extension, or stands in quotes.
  const [, quoted, named, plain, rest = ""] =
    /^(?:"([^"]+)"|([a-z]:[^"]*?\.(?:exe|com|bat|cmd))(?![^ \t])|([^ \t"][^ \t]*))(.*)$/i.exec(line) ?? [];
  const interpreter = quoted ?? named ?? plain;
  // No file of Windows has a quote in its name, and on a command line it would not stay within its word.
  if (interpreter === undefined || interpreter.includes('"')) return null;
  const argument = rest.trim();
  return (
    (/^(?:.*\/)?env$/.test(interpreter) ? behindEnv(argument) : null) ?? {
      interpreter,
      args: argument === "" ? [] : [argument],
    }
  );
}

/**
 * What env(1) would start: `env node`, `env -S deno run --allow-net`. `null`: it has more to do than that (variables, other
 * options, escapes), so env itself is needed, which Git for Windows brings along.
 */
function behindEnv(argument: string): Shebang | null {
  const command = argument.replace(/^(?:-S|--split-string=)[ \t]*/, "");
  if (command === "" || /^-|[\\$#]/.test(command)) return null;
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^ \t"'])+/g)?.map((word) => word.replaceAll(/["']/g, "")) ?? [];
  const [interpreter, ...args] = words;
  if (interpreter === undefined || interpreter.includes("=")) return null;
  return { interpreter, args };
}
