// Promise: where the helper is no program for this machine, taskkill stands in, and the run is told that nothing is proved.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { run } from "procleash";
import { holds } from "./support/cases.ts";

const text = join(mkdtempSync(join(tmpdir(), "procleash-helper-")), "leash-warden.exe");
writeFileSync(text, "this is no program");
// Read when the first run of this process begins.
process.env["LEASH_WARDEN"] = text;

holds("a run goes on without it", async () => {
  const { stdout, outcome } = await run(process.execPath, ["-p", "1 + 1"]);
  assert.equal(stdout.trim(), "2");
  assert.ok(outcome.kind === "exit" && outcome.tree.containment === "sweep" && outcome.tree.proof === "unverified");
});
