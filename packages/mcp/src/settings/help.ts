import { dashed, NAMES, OPTIONS, variableOf } from "./options.ts";
import type { Kind } from "./options.ts";

const SHOWN: Readonly<Record<Kind, string>> = {
  text: " TEXT",
  list: " ITEM",
  switch: "",
  count: " N",
  milliseconds: " MS",
  bytes: " BYTES",
};

/** What `leash-mcp --help` prints. */
export function help(): string {
  const flags = NAMES.map((name) => [`--${dashed(name)}${SHOWN[OPTIONS[name].kind]}`, OPTIONS[name].help] as const);
  const width = Math.max(...flags.map(([flag]) => flag.length)) + 2;
  return `leash-mcp: an MCP server that runs programs and command-line agents, and can really stop them

An MCP client starts it, and speaks with it over stdin and stdout; with --http it serves streamable HTTP instead.

${flags.map(([flag, text]) => `  ${flag.padEnd(width)}${text}`).join("\n")}
  ${"-h, --help".padEnd(width)}this
  ${"-V, --version".padEnd(width)}the version

A list is given by repeating its flag; a switch is turned off by --no-… Each flag is also a variable (${variableOf("maxJobs")}=8;
lists with commas, roots as in PATH) and a key of the --config file ("maxJobs": 8).
`;
}
