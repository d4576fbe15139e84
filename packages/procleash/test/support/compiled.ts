import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { PROGRAMS } from "./programs.ts";

/** Builds a fixture that is faster than any script can be. @returns its path, or null where there is no C compiler. */
export function compiled(name: `${string}.c`): string | null {
  return compile(name, []);
}

/** Builds a warden with a part replaced: calls of access(2) go to the `__wrap_access` of a file. */
export function compiledWarden(name: `${string}.c`): string | null {
  const sources = readdirSync(WARDEN).filter((file) => file.endsWith(".c"));
  return compile(name, [
    "-std=c11",
    "-D_GNU_SOURCE",
    "-Wl,--wrap=access",
    ...sources.map((file) => `${WARDEN}${file}`),
  ]);
}

const WARDEN = fileURLToPath(new URL("../../warden/", import.meta.url));

function compile(name: string, more: readonly string[]): string | null {
  const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name.slice(0, -2));
  const options = ["-O1", "-o", path, `${PROGRAMS}${name}`, ...more];
  const { status, error, stderr } = spawnSync("cc", options, { encoding: "utf8" });
  if (error !== undefined) return null;
  if (status !== 0) throw new Error(`cc could not compile ${name}: ${stderr}`);
  return path;
}
