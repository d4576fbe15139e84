/** More of a batch file is not read: what lies behind is unknown. */
export const READ_BYTES = 65_536;

/**
 * Is a batch file a shim, as npm, pnpm and yarn write them: does it hand its arguments on, once, to a program, and do nothing else
 * with them? Everything that is written between quotes then arrives as it is, whatever it contains.
 *
 * Only what is known is taken for one, line by line. To tell what is dangerous instead does not work: there are lines in pieces,
 * carets before quotes, labels that are executed within parentheses, pipes behind a block, code pages in which half a character
 * is a caret; and a name without an extension may be another batch file.
 *
 * @param isProgram would cmd.exe run a program (no batch file, and nothing of its own) under that name?
 * @returns the first line that is not known, or null.
 */
export function lineAgainst(text: string, isProgram: (name: string) => boolean): string | null {
  if (Buffer.byteLength(text) >= READ_BYTES) return "it is too long to be examined";
  const raw = text.split(/\r?\n/);
  // cmd.exe reads it in the code page of the console, and takes 0x1A for the end of a line.
  const strange = raw.find((line) => /[^\t -~]/.test(line));
  if (strange !== undefined) return strange.trim();
  const lines = raw.map((line) => line.trim());
  const values = valuesSetIn(lines);
  const runsProgram = ({ variable, path, name }: Called): boolean => {
    if (path !== undefined) return isExecutable(path);
    if (name !== undefined) return isProgram(name);
    const set = values.get(variable?.toUpperCase() ?? "") ?? [];
    return set.length > 0 && set.every((value) => isExecutable(value) || (/^\w+$/.test(value) && isProgram(value)));
  };
  /** The blocks that are open. In one of `for`, what looks like its variable would be replaced in arguments, too. */
  const blocks: ("if" | "for")[] = [];
  for (const line of lines) {
    const source = line.replace(/^@\s*/, "");
    const called = calledBy(source);
    if (called !== null) {
      if (blocks.includes("for") || !runsProgram(called)) return line;
      continue;
    }
    if (!KNOWN.some((known) => known.test(source)) || ARGUMENT.test(source)) return line;
    if (source.endsWith("(") && !source.startsWith(")")) blocks.push(/^for/i.test(source) ? "for" : "if");
    if (source === ")") blocks.pop();
    // Within parentheses a second label is executed.
    if (source.startsWith(":") && blocks.length > 0) return line;
  }
  return null;
}

/** Between quotes: printable ASCII, but nothing that cmd.exe might take for an operator when it counts quotes in another way. */
const TEXT = String.raw`[ #-%'-;=?-\]_-{}~]*`;
const QUOTED = `"${TEXT}"`;

const KNOWN: readonly RegExp[] = [
  "",
  "echo off",
  "setlocal",
  "goto start",
  ":find_dp0",
  ":start",
  String.raw`exit /b`,
  "call :find_dp0",
  "set dp0=%~dp0",
  String.raw`set pathext=%pathext:;\.js;=;%`,
  String.raw`set "\w+=${TEXT}"`,
  String.raw`if (?:not )?exist ${QUOTED} \(`,
  String.raw`if (?:not )?defined \w+ \(`,
  String.raw`\) else \(`,
  String.raw`\)`,
  ":: created by npm, please don't edit manually\\.",
  // It asks a program where the real one is, and gives it no argument.
  String.raw`for /f "delims=" %%f in \('call "%\w+%" "%\w+%"'\) do \(`,
].map((known) => new RegExp(`^${known}$`, "i"));

/** `%*`, `%1`, `%~1`, `%~dp1`, `%~$PATH:1`. But not `%0` and `%~dp0`, which are the batch file itself. */
const ARGUMENT = /%(?:\*|[1-9]|~[a-z]*(?:\$[^%:]*:)?[1-9])/i;

interface Called {
  readonly variable: string | undefined;
  readonly path: string | undefined;
  readonly name: string | undefined;
}

/** npm's way to leave a batch file without the question whether to terminate it. */
const LEAVING = String.raw`endlocal & goto #_undefined_# 2>nul \|\| title %comspec% & `;

/** A program, with arguments of its own, and then all of ours. */
const CALL = new RegExp(
  String.raw`^(?:${LEAVING})?(?:"%(\w+)%"|(${QUOTED})|([\w-]+))(?:\s+(?:${QUOTED}|[\w.:\\/=-]+))*\s+%\*$`,
  "i",
);

function calledBy(source: string): Called | null {
  const [line, variable, path, name] = CALL.exec(source) ?? [];
  if (line === undefined || ARGUMENT.test(source.slice(0, -"%*".length))) return null;
  return { variable, path: path?.slice(1, -1), name };
}

function isExecutable(path: string): boolean {
  return /\.exe$/i.test(path) && !/(?:^|[\\/])cmd\.exe$/i.test(path);
}

/** Names with capitals. */
function valuesSetIn(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, value] = /^@?\s*set "(\w+)=([^"]*)"$/i.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    values.set(name.toUpperCase(), [...(values.get(name.toUpperCase()) ?? []), value]);
  }
  return values;
}
