// Promise: the package is found and imported on Windows, where it is installed.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LeashError } from "procleash";
import { doesNotApply, holds, notUnderWine } from "./support/cases.ts";

const installed = fileURLToPath(import.meta.resolve("procleash"));

holds("what is tested is the package, on node for Windows", () => {
  assert.equal(process.platform, "win32");
  assert.match(installed, /^[A-Z]:\\.*\\node_modules\\procleash\\dist\\index\.js$/);
});

notUnderWine("a package that is linked is the package", "it makes no junctions", async () => {
  const folder = mkdtempSync(join(tmpdir(), "procleash-linked-"));
  try {
    const link = join(folder, "procleash");
    symlinkSync(realpathSync(join(dirname(installed), "..")), link, "junction");
    const linked = (await import(pathToFileURL(join(link, "dist", "index.js")).href)) as { LeashError: unknown };
    assert.equal(linked.LeashError, LeashError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

doesNotApply("a program that has left the session is held", "Windows has no sessions of processes");
