// Promise: the output of real programs is what a shell would have written to a file, byte for byte.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after } from "node:test";
import { fileURLToPath } from "node:url";
import { run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";

guardAgainstLeaks();
const bound = { timeout: 120_000 };
const directory = mkdtempSync(join(tmpdir(), "procleash-real-"));
after(() => rmSync(directory, { recursive: true }));
const here = fileURLToPath(new URL(".", import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));

/** What `command "$@"` writes to a file, through a shell. */
function redirected(cwd: string, ...argv: readonly string[]): Buffer {
  const file = join(directory, "redirected");
  execFileSync("/bin/sh", ["-c", '"$@" > "$0"', file, ...argv], { cwd });
  return readFileSync(file);
}

async function answers(file: string, ...args: readonly string[]): Promise<boolean> {
  return (await run(file, args, { cwd: here, reject: false })).exitCode === 0;
}

async function linesAreRedirected(cwd: string, file: string, ...args: readonly string[]): Promise<void> {
  const wanted = redirected(cwd, file, ...args);
  assert.ok(wanted.length > 10_000, `${wanted.length} bytes are too few for a test`);
  const hash = createHash("sha256");
  for await (const batch of start(file, args, { cwd }).rawBatches()) for (const line of batch) hash.update(line);
  assert.equal(hash.digest("hex"), createHash("sha256").update(wanted).digest("hex"));
  const { stdout } = await run(file, args, { cwd, encoding: "bytes" });
  assert.ok(wanted.equals(stdout));
}

test("git log -p of this repository, by lines", bound, async (t) => {
  if (!(await answers("git", "rev-parse", "HEAD"))) return t.skip("no git, or no repository here");
  // A fixed commit: somebody may commit while the test runs.
  const head = (await run("git", ["rev-parse", "HEAD"], { cwd: here })).stdout.trim();
  await linesAreRedirected(here, "git", "-c", "core.quotePath=false", "log", "-p", "--no-color", head);
});

test("tar of a few thousand files, as lines of bytes that are no text", bound, async (t) => {
  if (!(await answers("tar", "--version"))) return t.skip("no tar");
  await linesAreRedirected(typescript, "tar", "-cf", "-", ".");
});

test("tar unpacks what tar packs, through two jobs", bound, async (t) => {
  if (!(await answers("tar", "--version"))) return t.skip("no tar");
  const packed = start("tar", ["-cf", "-", "package.json"], { cwd: typescript });
  await run("tar", ["-xf", "-", "-C", directory], { stdin: packed.bytes() });
  assert.ok(readFileSync(join(directory, "package.json")).equals(readFileSync(join(typescript, "package.json"))));
});

test("python3 turns 5 MB of text round, and buffers its output as for a file", bound, async (t) => {
  if (!(await answers("python3", "--version"))) return t.skip("no python3");
  const text = "é€😀 line\n".repeat(300_000);
  const { stdout } = await run("python3", ["-c", "import sys; sys.stdout.write(sys.stdin.read()[::-1])"], {
    stdin: text,
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  assert.equal(stdout, [...text].toReversed().join(""));
});

test("npm and tsc say their version, and leave nothing behind", bound, async (t) => {
  if (!(await answers("npm", "--version"))) return t.skip("no npm");
  assert.match((await run("npm", ["--version"])).stdout, /^\d+\.\d+/);
  assert.match((await run("tsc", ["--version"], { preferLocal: true, cwd: here })).stdout, /^Version \d/);
});
