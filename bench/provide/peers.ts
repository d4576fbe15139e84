/** The peers and the runtimes: packages of their own lockfile, outside the workspace, installed when they are missing. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm, root } from "../../scripts/tools.ts";

interface Binary {
  readonly package: string;
  readonly path: string;
}

/** npm packages that carry the binary itself; to move to a new version, change bench/peers/package.json. */
export const RUNTIMES: Readonly<Record<string, Binary>> = {
  node20: { package: "node20", path: "bin/node" },
  node24: { package: "node24", path: "bin/node" },
  bun: { package: "@oven/bun-linux-x64", path: "bin/bun" },
  deno: { package: "@deno/linux-x64-glibc", path: "deno" },
};

/** The package of a tool that is one. */
export const PEERS: Readonly<Record<string, string>> = {
  execa: "execa",
  tinyexec: "tinyexec",
  "nano-spawn": "nano-spawn",
  zx: "zx",
};

export const peersFolder: string = join(root, "bench", "peers");

export function binaryOf(runtime: string): string {
  const binary = RUNTIMES[runtime];
  if (binary === undefined)
    throw new Error(`Cannot run "${runtime}": unknown, want one of ${Object.keys(RUNTIMES).join(", ")}`);
  const path = join(peersFolder, "node_modules", binary.package, binary.path);
  if (!existsSync(path))
    throw new Error(`Cannot run "${runtime}": it is not installed; its package is for linux-x64 only`);
  return path;
}

/** As the lockfile has them; nothing is done where npm has done it already. */
export function installPeers(): void {
  const installed = join(peersFolder, "node_modules", ".package-lock.json");
  if (existsSync(installed) && versionsIn(installed) === versionsIn(join(peersFolder, "package-lock.json"))) return;
  console.error("Installing the peers: about 500 MB");
  npm(["ci", "--ignore-scripts"], peersFolder);
}

function versionsIn(lockfile: string): string {
  const { packages } = JSON.parse(readFileSync(lockfile, "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly version?: string }>>;
  };
  return Object.entries(packages)
    .filter(([folder]) => folder !== "")
    .map(([folder, { version }]) => `${folder}@${version}`)
    .toSorted()
    .join(" ");
}
