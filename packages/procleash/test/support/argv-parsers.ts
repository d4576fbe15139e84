/**
 * How programs on Windows take their command line apart, written after the documentation and not after our code: the C library
 * of today (UCRT, "Parsing C command-line arguments"), and CommandLineToArgvW, which differs where quotes are doubled.
 */
export function parsedByUcrt(line: string): string[] {
  const first = nameIn(line);
  const args: string[] = [];
  for (let at = first.end; ;) {
    while (line[at] === " " || line[at] === "\t") at++;
    if (at >= line.length) return [first.name, ...args];
    let argument = "";
    let quoted = false;
    for (;;) {
      let slashes = 0;
      while (line[at] === "\\") {
        slashes++;
        at++;
      }
      let copies = true;
      if (line[at] === '"') {
        if (slashes % 2 === 0) {
          if (quoted && line[at + 1] === '"') at++;
          else {
            copies = false;
            quoted = !quoted;
          }
        }
        slashes = Math.floor(slashes / 2);
      }
      argument += "\\".repeat(slashes);
      const character = line[at];
      if (character === undefined || (!quoted && (character === " " || character === "\t"))) break;
      if (copies) argument += character;
      at++;
    }
    args.push(argument);
  }
}

export function parsedByShell(line: string): string[] {
  const first = nameIn(line);
  const args: string[] = [];
  let rest = line.slice(first.end).replace(/^[ \t]+/, "");
  while (rest !== "") {
    const { argument, length } = argumentIn(rest);
    args.push(argument);
    rest = rest.slice(length).replace(/^[ \t]+/, "");
  }
  return [first.name, ...args];
}

function argumentIn(text: string): { readonly argument: string; readonly length: number } {
  let argument = "";
  /** How many quotes are open: the third one in a row is text. */
  let quotes = 0;
  let at = 0;
  while (at < text.length && (quotes > 0 || !/[ \t]/.test(text.charAt(at)))) {
    const [run = "", slashes = "", quote] = /^(\\*)("?)/.exec(text.slice(at)) ?? [];
    if (quote !== '"') {
      argument += run === "" ? text.charAt(at) : run;
      at += Math.max(run.length, 1);
      continue;
    }
    argument += slashes.slice(0, Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 0) quotes++;
    else argument += '"';
    at += run.length;
    for (; text[at] === '"'; at++) {
      if (++quotes < 3) continue;
      argument += '"';
      quotes = 0;
    }
    if (quotes === 2) quotes = 0;
  }
  return { argument, length: at };
}

/** The program's name has its own rules: no backslash escapes, and quotes are only left out. */
function nameIn(line: string): { readonly name: string; readonly end: number } {
  const [name = ""] = /^(?:"[^"]*"|[^ \t"])*/.exec(line) ?? [];
  return { name: name.replaceAll('"', ""), end: name.length };
}
