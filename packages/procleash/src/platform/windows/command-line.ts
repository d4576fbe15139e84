/** CreateProcess takes 32,767 characters, and the last one is a NUL (its page of the documentation, `lpCommandLine`). */
export const LONGEST_COMMAND_LINE = 32_766;

/**
 * The one string that a program gets on Windows in place of an argv. Its C library takes it apart again, by the rules of
 * "Parsing C command-line arguments" and of CommandLineToArgvW: only spaces and tabs separate; a quote begins or ends a
 * stretch in which they do not; backslashes are themselves, except before a quote.
 */
export function commandLine(file: string, args: readonly string[]): string {
  return [quoteName(file), ...args.map(quoteArgument)].join(" ");
}

/** The first one has rules of its own: backslashes are always themselves, and there is no way to write a quote (no file has one). */
function quoteName(file: string): string {
  return /\s/.test(file) ? `"${file}"` : file;
}

function quoteArgument(argument: string): string {
  if (argument !== "" && !/[\s"]/.test(argument)) return argument;
  return `"${doubleBackslashes(argument).replaceAll('"', '\\"')}"`;
}

/** Doubles the backslashes that come before a quote, or before the end: a quote will follow there. */
export function doubleBackslashes(text: string): string {
  // A run is matched whole, whatever follows: to look ahead from each of its backslashes would take the square of its length.
  return text.replaceAll(/\\+/g, (run, at: number) => {
    const next = text.charAt(at + run.length);
    return next === "" || next === '"' ? run + run : run;
  });
}
