import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scratch } from "./raw-server.ts";

/** What a fake agent does, in order; see test/programs/plays-an-agent.mjs. */
export type Act =
  | string
  | { readonly sleep: number }
  | { readonly stderr: string }
  | { readonly exit: number }
  | { readonly times: number; readonly print: string; readonly fill?: number }
  | { readonly stay: string }
  | { readonly tell: true };

const VARIABLES: Readonly<Record<string, string>> = {
  codex: "OPENAI_SCRIPT",
  claude: "ANTHROPIC_SCRIPT",
  gemini: "GEMINI_SCRIPT",
  opencode: "OPENCODE_SCRIPT",
};

/** The environment of a server that finds a fake of that agent on its PATH. */
export function fakeAgent(name: string, script: readonly Act[]): Record<string, string> {
  const folder = scratch();
  const player = fileURLToPath(new URL("../programs/plays-an-agent.mjs", import.meta.url));
  writeFileSync(join(folder, name), `#!/bin/sh\nexec node "${player}" "$@"\n`, { mode: 0o755 });
  symlinkSync(process.execPath, join(folder, "node"));
  return { PATH: `${folder}:${process.env["PATH"]}`, [VARIABLES[name] ?? ""]: JSON.stringify(script) };
}

/** As one line of a stream of JSON. */
export function line(event: object): string {
  return `${JSON.stringify(event)}\n`;
}
