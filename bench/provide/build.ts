/** Builds the contenders, as JavaScript that each runtime takes, and the programs in C. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { build as bundle } from "esbuild";
import { root } from "../../scripts/tools.ts";
import { BUILT, program } from "./places.ts";

const PROGRAMS = ["limit", "sink", "tree", "writer"];

export async function build(): Promise<void> {
  mkdirSync(BUILT, { recursive: true });
  for (const name of PROGRAMS) compile(join(root, "bench", "programs", `${name}.c`), program(name));
  await bundle({
    absWorkingDir: join(root, "bench"),
    entryPoints: ["contenders/main.ts"],
    outdir: BUILT,
    bundle: true,
    // A chunk for each tool and each measurement: a process loads one of each.
    splitting: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20.19",
    logLevel: "warning",
  });
}

/** Only when a source is newer; renamed, because another run of the suite may be starting it. */
function compile(source: string, to: string): void {
  const folder = dirname(source);
  const newest = Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));
  if (existsSync(to) && statSync(to).mtimeMs > newest) return;
  const fresh = `${to}.${process.pid}`;
  execFileSync("cc", ["-O2", "-o", fresh, source], { stdio: "inherit" });
  renameSync(fresh, to);
}
