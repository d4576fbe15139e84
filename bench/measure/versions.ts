/** The version of everything that takes part. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { library, root } from "../../scripts/tools.ts";
import type { Case } from "../case.ts";
import { PEERS, RUNTIMES } from "../provide/peers.ts";

export function versions(cases: readonly Case[]): Readonly<Record<string, string>> {
  const parts = new Set(cases.flatMap(({ contenders }) => contenders.flatMap(({ tool, runtime }) => [tool, runtime])));
  const commit = firstLine("git", ["-C", root, "describe", "--always", "--dirty"]);
  const all: Record<string, string> = {
    procleash: `${versionIn(library)} (${commit})`,
    "node (suite)": process.version,
  };
  for (const name of parts) {
    const folder = PEERS[name] ?? RUNTIMES[name]?.package;
    if (folder !== undefined) all[name] = versionIn(join(root, "bench/peers/node_modules", folder));
  }
  if (parts.has("c")) all["c"] = firstLine("cc", ["--version"]);
  return all;
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}

function firstLine(file: string, args: readonly string[]): string {
  return spawnSync(file, args, { encoding: "utf8" }).stdout?.split("\n")[0] ?? "unknown";
}
