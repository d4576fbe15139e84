/**
 * Builds a package (`procleash`, or the one named) into dist/: the declarations of a library by tsc, the code by esbuild as
 * one file for each entrance (the library, the command) and what they share. One file instead of fifty, because an import
 * costs node about a third of a millisecond a file, and the start of a command is paid at every use. What a package depends
 * on stays outside.
 */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "packages", process.argv[2] ?? "procleash");
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));

rmSync(join(folder, "dist"), { recursive: true, force: true });
if (existsSync(join(folder, "src", "index.ts"))) {
  execFileSync(process.execPath, [join(typescript, "bin", "tsc"), "-p", join(folder, "tsconfig.build.json")], {
    stdio: "inherit",
  });
}
await build({
  absWorkingDir: folder,
  entryPoints: ["src/index.ts", "src/cli/main.ts", "src/main.ts"].filter((f) => existsSync(join(folder, f))),
  outdir: "dist",
  outbase: "src",
  bundle: true,
  packages: "external",
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
