/**
 * Tests the packages as their users get them: packed, checked by publint and attw, installed into an empty project whose
 * path has spaces, imported by ESM, by TypeScript, from bundles and (where node can) by require, and the command run; each
 * time with the warden from its own package, and once without it.
 */
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { pack } from "./pack.ts";
import { node, npm, root, tool } from "./tools.ts";

/** Nobody should have to think before adding us to a project. */
const MAX_PACKED_BYTES = 150_000;

/** A program is run, and not only the import tried: the warden and the guardian must be found, too. */
const PROBE = `const { stdout, outcome } = await run(process.execPath, ["-p", "6 * 7"]);
if (stdout.trim() !== "42") throw new Error("the program printed " + stdout);
const wanted = process.argv[2];
if (outcome.tree.containment !== wanted) throw new Error("held by the " + outcome.tree.containment + ", not the " + wanted);
`;

const scratch = mkdtempSync(join(tmpdir(), "procleash package "));
try {
  const packed = pack(join(scratch, "tarballs"), false);
  for (const { name, bytes } of [packed.library, ...packed.platforms, packed.server])
    console.log(`${name}: ${bytes} bytes packed`);
  if (packed.library.bytes > MAX_PACKED_BYTES)
    throw new Error(`The package is too large: ${packed.library.bytes} bytes, want at most ${MAX_PACKED_BYTES}`);
  for (const { path } of [packed.library, packed.server]) tool("publint", ["run", "--strict", path]);
  tool("@arethetypeswrong/cli", [packed.library.path, "--profile", "esm-only"]);
  const native = packed.platforms.find(({ name }) => name === `@procleash/${process.platform}-${process.arch}`);
  const project = install("a project", packed.library.path, ...(native === undefined ? [] : [native.path]));
  const containment = native === undefined ? "sweep" : "warden";
  tryImport(project, containment);
  await tryBundles(project, containment);
  tryTypes(project);
  if (Number(process.versions.node.split(".")[0]) >= 22) tryRequire(project, containment);
  tryCommand(project, native !== undefined);
  if (native !== undefined) {
    withoutWriting(project, () => tryImport(project, containment));
    tryImport(install("without optional packages", packed.library.path), "sweep");
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function install(name: string, ...tarballs: readonly string[]): string {
  const project = join(scratch, name);
  mkdirSync(project);
  write(project, "package.json", `{ "private": true, "type": "module" }`);
  // Offline: the library has no dependencies but its own optional ones, and that is how it shows.
  npm(["install", "--offline", ...tarballs], project);
  return project;
}

function tryImport(project: string, containment: string): void {
  write(project, "esm.js", `import { run } from "procleash";\n${PROBE}`);
  node(["esm.js", containment], project);
}

function tryRequire(project: string, containment: string): void {
  write(project, "required.cjs", `const { run } = require("procleash");\n(async () => {\n${PROBE}})();\n`);
  node(["required.cjs", containment], project);
}

/** One file with all code in it, of both formats: there it is not our own path that tells where our packages are. */
async function tryBundles(project: string, containment: string): Promise<void> {
  write(project, "entry.js", `import { run } from "procleash";\n(async () => {\n${PROBE}})();\n`);
  for (const [format, file] of [
    ["esm", "bundle.js"],
    ["cjs", "bundle.cjs"],
  ] as const) {
    await build({
      absWorkingDir: project,
      entryPoints: ["entry.js"],
      outfile: join("bundled", file),
      bundle: true,
      platform: "node",
      format,
      logOverride: { "empty-import-meta": "silent" },
    });
    node([join("bundled", file), containment], project);
  }
}

/** As a container's image or a store of packages is. (Root may write all the same; then this shows less.) */
function withoutWriting(project: string, act: () => void): void {
  const packages = join(project, "node_modules");
  const paths = readdirSync(packages, { recursive: true, encoding: "utf8" }).map((name) => join(packages, name));
  const modes = paths
    .filter((path) => !lstatSync(path).isSymbolicLink())
    .map((path) => [path, statSync(path).mode] as const);
  for (const [path, mode] of modes) chmodSync(path, mode & ~0o222);
  act();
  for (const [path, mode] of modes) chmodSync(path, mode);
}

/** Under every strictness, also for our own declarations; with the types of node that this checkout has. */
function tryTypes(project: string): void {
  write(
    project,
    "consumer.ts",
    `import { LeashError, ProcessRunner, run, start } from "procleash";
import type { Job, Outcome, Result } from "procleash";
export const result: Promise<Result> = run("git", ["status"]);
export const job: Job = start({ argv: ["git", "status"] });
export const outcome: Promise<Outcome> = job.outcome;
export const lines: AsyncIterable<Uint8Array> = new ProcessRunner({ termTimeout: 1 }).run({ argv: ["git"] });
export const failed = (error: unknown): boolean => error instanceof LeashError;
// @ts-expect-error a list of arguments is not a text: if this line is fine, the types did not arrive
void run("git", "status");
`,
  );
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    module: "nodenext",
    target: "es2023",
    types: ["node"],
    typeRoots: [join(root, "node_modules", "@types")],
    noEmit: true,
  };
  write(project, "tsconfig.json", JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
  tool("typescript", ["-p", project]);
}

/** The doctor says which of the native files were found. */
function tryCommand(project: string, native: boolean): void {
  const doctor = node([join("node_modules", "procleash", "bin", "leash.js"), "doctor", "--json"], project, "pipe");
  const { findings } = JSON.parse(doctor) as { findings: { name: string; status: string; detail: string }[] };
  for (const name of native ? ["warden", "start"] : []) {
    const found = findings.find((finding) => finding.name === name);
    if (found?.status !== "ok") throw new Error(`The installed package has no working ${name}: ${found?.detail}`);
  }
}

function write(project: string, name: string, text: string): void {
  writeFileSync(join(project, name), text);
}
