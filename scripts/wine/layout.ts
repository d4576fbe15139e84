/** A project with the packages as they are published, and the tests beside them: nothing that only a checkout has can help them. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { library } from "../tools.ts";

/** Lays the packages and the tests out in a folder. Returns the test files, with slashes, from that folder on. */
export function layOut(project: string, tarballs: readonly string[]): readonly string[] {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "package.json"), `{ "private": true, "type": "module" }\n`);
  for (const [index, tarball] of tarballs.entries()) unpack(project, tarball, join(project, `unpacked-${index}`));
  cpSync(join(library, "test", "windows"), join(project, "test"), { recursive: true });
  return readdirSync(join(project, "test"), { recursive: true, encoding: "utf8" })
    .map((path) => `test/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".test.ts"))
    .toSorted();
}

/** Without npm, which installs no package of another system. */
function unpack(project: string, tarball: string, fresh: string): void {
  mkdirSync(fresh);
  // By stdin: to some a tar, a path with a colon is one of another machine.
  const { status, stderr } = spawnSync("tar", ["-xzf", "-", "--strip-components=1"], {
    cwd: fresh,
    input: readFileSync(tarball),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Cannot unpack "${tarball}": ${stderr}`);
  const { name } = JSON.parse(readFileSync(join(fresh, "package.json"), "utf8")) as { name: string };
  const to = join(project, "node_modules", name);
  mkdirSync(dirname(to), { recursive: true });
  renameSync(fresh, to);
}
