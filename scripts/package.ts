/**
 * Tests the package as its users get it: packed, checked by publint and attw, installed into an empty project whose path
 * has spaces, imported by ESM, by TypeScript and (where node can) by require, and its command run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { library, node, npm, root, tool } from "./tools.ts";

/** Nobody should have to think before adding us to a project. */
const MAX_PACKED_BYTES = 150_000;

/** The guardian must be found too, so a program is run and not only the import tried. */
const PROBE = `const { stdout } = await run(process.execPath, ["-p", "6 * 7"]);
if (stdout.trim() !== "42") throw new Error("the program printed " + stdout);
`;

const scratch = mkdtempSync(join(tmpdir(), "procleash package "));
try {
  const tarball = pack();
  tool("publint", ["run", "--strict", tarball]);
  tool("@arethetypeswrong/cli", [tarball, "--profile", "esm-only"]);
  const project = install(tarball);
  tryImport(project);
  tryTypes(project);
  if (Number(process.versions.node.split(".")[0]) >= 22) tryRequire(project);
  tryCommand(project);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function pack(): string {
  const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", scratch], library)) as {
    filename: string;
    size: number;
  }[];
  if (packed === undefined) throw new Error("Cannot pack the library: npm named no tarball");
  console.log(`${packed.filename}: ${packed.size} bytes`);
  if (packed.size > MAX_PACKED_BYTES)
    throw new Error(`The package is too large: ${packed.size} bytes packed, want at most ${MAX_PACKED_BYTES}`);
  return join(scratch, packed.filename);
}

function install(tarball: string): string {
  const project = join(scratch, "a project");
  mkdirSync(project);
  write(project, "package.json", `{ "private": true, "type": "module" }`);
  // Offline: the library has no dependencies, and that is how it shows.
  npm(["install", "--offline", tarball], project);
  return project;
}

function tryImport(project: string): void {
  write(project, "esm.js", `import { run } from "procleash";\n${PROBE}`);
  node(["esm.js"], project);
}

function tryRequire(project: string): void {
  write(project, "required.cjs", `const { run } = require("procleash");\n(async () => {\n${PROBE}})();\n`);
  node(["required.cjs"], project);
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

function tryCommand(project: string): void {
  node([join("node_modules", "procleash", "bin", "leash.js"), "--version"], project);
}

function write(project: string, name: string, text: string): void {
  writeFileSync(join(project, name), text);
}
