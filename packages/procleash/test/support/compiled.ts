import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { PROGRAMS } from "./programs.ts";

/** Builds a fixture that is faster than any script can be. @returns its path, or null where there is no C compiler. */
export function compiled(name: `${string}.c`): string | null {
  const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name.slice(0, -2));
  const { status, error, stderr } = spawnSync("cc", ["-O1", "-o", path, `${PROGRAMS}${name}`], { encoding: "utf8" });
  if (error !== undefined) return null;
  if (status !== 0) throw new Error(`cc could not compile ${name}: ${stderr}`);
  return path;
}
