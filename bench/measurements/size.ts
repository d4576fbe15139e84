/** What an installation puts on the disk: the package, and all that it depends on. */
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Measure } from "./measurement.ts";

interface Manifest {
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

export const measure: Measure = (_load, params) => {
  const seen = new Set<string>();
  const bytes = installed(params.text("folder"), seen);
  // What is native is a package of its own for each platform; in a checkout it is where it was built.
  const natives = params
    .text("natives")
    .split(delimiter)
    .filter((path) => path !== "");
  return Promise.resolve({
    sizeKb: natives.reduce((sum, path) => sum + size(path), bytes) / 1024,
    packages: seen.size + (natives.length > 0 ? 1 : 0),
  });
};

function installed(folder: string, seen: Set<string>): number {
  if (seen.has(folder)) return 0;
  seen.add(folder);
  const { files, dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const own = files === undefined ? size(folder) : published(folder, files);
  return Object.keys(dependencies).reduce((sum, name) => sum + installed(find(name, folder), seen), own);
}

/** A checkout holds more than what is published of it, and an installed package exactly that. */
function published(folder: string, files: readonly string[]): number {
  if (!existsSync(join(folder, "src"))) return size(folder);
  return ["package.json", ...files].reduce((sum, name) => sum + size(join(folder, name)), 0);
}

function find(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new Error(`Cannot measure "${from}": its dependency "${name}" is not installed`);
  }
}

/** In bytes of content, without what a dependency that lies inside it brings. */
function size(path: string): number {
  if (!existsSync(path)) return 0;
  const entry = lstatSync(path);
  if (!entry.isDirectory()) return entry.size;
  return readdirSync(path)
    .filter((name) => name !== "node_modules")
    .reduce((sum, name) => sum + size(join(path, name)), 0);
}
