/** Where the contenders find what they start. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { library } from "../../scripts/tools.ts";
import type { Sizes } from "../case.ts";
import { PEERS, peersFolder } from "./peers.ts";

/** Beside the peers, so that the contenders can import them, and below the workspace, which has procleash. */
export const BUILT: string = join(peersFolder, "build");
export const MAIN: string = join(BUILT, "main.js");

export function program(name: string): string {
  return join(BUILT, name);
}

/** The entrance of another checkout. */
export function builtLibrary(checkout: string): string {
  const entrance = join(checkout, "packages", "procleash", "dist", "index.js");
  if (!existsSync(entrance))
    throw new Error(`Cannot measure "${checkout}": no build of procleash in it; run npm ci there`);
  return pathToFileURL(entrance).href;
}

export function placesFor(tool: string): Sizes {
  const peer = PEERS[tool];
  const platform = `${process.platform}-${process.arch}`;
  const natives = ["warden", "addon"].map((name) => join(library, name, "build", platform));
  return {
    program: first("/bin/true", "/usr/bin/true"),
    idler: first("/bin/sleep", "/usr/bin/sleep"),
    writer: program("writer"),
    sink: program("sink"),
    tree: program("tree"),
    folder: peer === undefined ? library : join(peersFolder, "node_modules", peer),
    natives: peer === undefined ? natives.join(delimiter) : "",
  };
}

function first(...paths: readonly string[]): string {
  return paths.find((path) => existsSync(path)) ?? "";
}
