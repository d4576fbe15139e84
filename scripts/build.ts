/**
 * Builds packages/procleash into dist/: the declarations by tsc, the code by esbuild as one file for each entrance (the
 * library, the command) and what they share. One file instead of fifty, because an import costs node about a third of a
 * millisecond a file, and the start of `leash` is paid at every use.
 */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const library = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", "procleash");
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));

rmSync(join(library, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [join(typescript, "bin", "tsc"), "-p", join(library, "tsconfig.build.json")], {
  stdio: "inherit",
});
await build({
  absWorkingDir: library,
  entryPoints: ["src/index.ts", "src/cli/main.ts"].filter((f) => existsSync(join(library, f))),
  outdir: "dist",
  outbase: "src",
  bundle: true,
  splitting: true,
  chunkNames: "shared-[hash]",
  format: "esm",
  platform: "node",
  target: "node20.19",
  // Readable in a stack trace, and in node_modules.
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
});
