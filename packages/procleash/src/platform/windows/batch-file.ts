/** More of a batch file is not read: what lies behind is unknown. */
export const READ_BYTES = 65_536;

/**
 * Does a batch file do no more with its arguments than a shim does: hand them on, once, on the command line of a program, or
 * compare them? Everything that is written between quotes then arrives as it is, whatever it contains.
 *
 * Not so where cmd.exe would read them once more: `call` looks for percent signs again, and doubles carets; `for /f`, `cmd
 * /c` and each side of a pipe are new interpreters; `set` and other batch files keep them for lines that are not seen here;
 * delayed expansion finds its `!` in what was expanded. And not so where the quotes would be lost: in `%~1` outside of
 * quotes, in `"%1"`, which ends them, and in `%CMDCMDLINE%`, where they are among others.
 *
 * @returns the first line that speaks against it, or null.
 */
export function lineAgainst(text: string): string | null {
  if (Buffer.byteLength(text) >= READ_BYTES) return "it is too long to be examined";
  // A caret at the end of a line continues it, unless it stands between quotes: both readings have to be harmless.
  for (const line of `${text}\n${text.replaceAll(/\^\r?\n/g, " ")}`.split(/[\r\n]+/)) {
    // A remark that is a label in truth.
    if (/^\s*::/.test(line)) continue;
    // Two percent signs are a plain one.
    const source = line.replaceAll("%%", "");
    if (ANYWHERE.test(source) || (source.search(ARGUMENT) >= 0 && !handsOn(source))) return line.trim();
  }
  return null;
}

/** `shift` makes an argument of `%0`; the others matter to every line. */
const ANYWHERE = /\bshift\b|delayedexpansion|cmdcmdline/i;

/** `%*`, `%1`; without its quotes: `%~1`, `%~dp1`, `%~$PATH:1`. But not `%0` and `%~dp0`, which are the batch file itself. */
const ARGUMENT = /%(?:\*|[1-9]|~[a-z]*(?:\$[^%:]*:)?[1-9])/gi;

/** What reads its line again, or keeps the arguments. `%COMSPEC%` without a switch is a title, in the shims of npm. */
const READS_AGAIN = /\b(?:call|for|set|start)\b|\b(?:cmd(?:\.exe)?|comspec%)["\s]*\/|\.(?:cmd|bat)\b|(?<!\|)\|(?!\|)/i;

function handsOn(line: string): boolean {
  return !READS_AGAIN.test(line) && [...line.matchAll(ARGUMENT)].every(keepsItsQuotes);
}

/** An argument brings its quotes along, so it has to stand outside of others; without them, within. */
function keepsItsQuotes({ 0: argument, index, input }: RegExpExecArray): boolean {
  // A caret outside of quotes makes the next character plain.
  const quotes = input.slice(0, index).match(/"[^"]*"?|\^./g) ?? [];
  const within = /^"[^"]*$/.test(quotes.at(-1) ?? "");
  return argument.startsWith("%~") === within;
}
