/**
 * A small model of cmd.exe, after the phases that are known from experiments ("How does the Windows Command Interpreter
 * parse scripts?", dbenham and jeb): percent signs first, then quotes, carets and operators. It serves to find out what would
 * be executed.
 */
export interface Shell {
  /** With capitals. */
  readonly variables: ReadonlyMap<string, string>;
  /** What the line of each batch file is, by the full path. */
  readonly batchFiles: ReadonlyMap<string, string>;
}

/** Every command that comes of a command line of cmd.exe, in order; a batch file is replaced by what it runs. */
export function executedBy(line: string, shell: Shell): string[] {
  const [, inner] = /^"[^"]+" \/d \/e:on \/v:off \/s \/c "(.*)"$/s.exec(line) ?? [];
  if (inner === undefined) return [`not understood: ${line}`];
  const variables = new Map([...shell.variables, ["CMDCMDLINE", line]]);
  return commandsIn(expandedCommand(inner, variables)).flatMap((command) => {
    const [, path = "", tail = ""] = /^"([^"]*)"(?: (.*))?$/s.exec(command) ?? [];
    const batch = shell.batchFiles.get(path);
    return batch === undefined ? [command] : runBatch(batch, tail, variables);
  });
}

function runBatch(batch: string, tail: string, variables: ReadonlyMap<string, string>): string[] {
  const args = argumentsIn(tail);
  return commandsIn(expandedLine(batch, tail, args, variables)).flatMap((command) => {
    const [, called] = /^call (.*)$/is.exec(command) ?? [];
    if (called === undefined) return [command];
    return commandsIn(expandedLine(called.replaceAll("^", "^^"), tail, args, variables));
  });
}

/** What batch files know as %1 to %9: between spaces, tabs, commas, semicolons and equals signs outside of quotes. */
export function argumentsIn(tail: string): string[] {
  return tail.match(/(?:"[^"]*(?:"|$)|[^ \t,;="])+/g) ?? [];
}

/** As a command: an unknown variable stays as it is, and two percent signs are two. */
function expandedCommand(text: string, variables: ReadonlyMap<string, string>): string {
  return expanded(text.replace(/[\n].*$/s, ""), (rest) => variableAt(rest, variables) ?? { text: "%", length: 1 });
}

/** As a line of a batch file: arguments are there, two percent signs are one, and what is unknown vanishes. */
function expandedLine(
  line: string,
  tail: string,
  args: readonly string[],
  variables: ReadonlyMap<string, string>,
): string {
  return expanded(line, (rest) => {
    if (rest.startsWith("%%")) return { text: "%", length: 2 };
    if (rest.startsWith("%*")) return { text: tail, length: 2 };
    const [whole, bare, number] = /^%(~?)([0-9])/.exec(rest) ?? [];
    if (whole !== undefined) {
      const argument = args[Number(number) - 1] ?? "";
      return { text: bare === "~" ? argument.replace(/^"(.*)"$/s, "$1") : argument, length: whole.length };
    }
    return variableAt(rest, variables) ?? { text: "", length: /^%[^%:]*%/.exec(rest)?.[0].length ?? 1 };
  });
}

interface Expansion {
  readonly text: string;
  readonly length: number;
}

function expanded(text: string, at: (rest: string) => Expansion): string {
  let done = "";
  for (let index = 0; index < text.length;) {
    const sign = text.indexOf("%", index);
    if (sign < 0) return done + text.slice(index);
    const expansion = at(text.slice(sign));
    done += text.slice(index, sign) + expansion.text;
    index = sign + expansion.length;
  }
  return done;
}

/** `%name%` and `%name:~1,-1%`, if there is one of that name. */
function variableAt(rest: string, variables: ReadonlyMap<string, string>): Expansion | null {
  const [whole, name = "", range] = /^%([^%:]*:(?=%)|[^%:]*)(?::~(-?\d*(?:,-?\d*)?))?%/.exec(rest) ?? [];
  const value = variables.get(name.toUpperCase());
  if (whole === undefined || value === undefined) return null;
  if (range === undefined) return { text: value, length: whole.length };
  const [from = "", count] = range.split(",");
  const start = Number(from) < 0 ? Math.max(0, value.length + Number(from)) : Number(from);
  const end =
    count === undefined ? value.length : Number(count) < 0 ? value.length + Number(count) : start + Number(count);
  return { text: value.slice(start, end), length: whole.length };
}

/** Quotes, carets and operators. A redirection counts as a command: nobody asked for it. */
function commandsIn(line: string): string[] {
  const commands = [""];
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    let character = line.charAt(at);
    if (character === "\n") break;
    if (character === "\r") continue;
    if (character === '"') quoted = !quoted;
    else if (!quoted && "&|<>()".includes(character)) {
      commands.push("");
      continue;
    } else if (!quoted && character === "^") character = line.charAt(++at);
    commands.push((commands.pop() ?? "") + character);
  }
  return commands.map((command) => command.trim()).filter((command) => command !== "");
}
