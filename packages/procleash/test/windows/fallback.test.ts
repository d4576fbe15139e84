// Promise: without the helper a run is held by taskkill while the program itself lives, and says that nothing is proved.
import assert from "node:assert/strict";
import process from "node:process";
import { examine, start } from "procleash";
import { holds } from "./support/cases.ts";
import { grown, program, scratch, silent } from "./support/tree.ts";

// Read when the first run of this process begins.
process.env["LEASH_CONTAINMENT"] = "sweep";

holds("a stop ends the tree, unverified", async () => {
  const folder = scratch();
  const job = start(process.execPath, [program("tree.mjs"), "2", folder]);
  await grown(folder);
  const outcome = await job.stop([{ kill: true, waitMs: 100_000 }]);
  assert.ok(outcome.kind === "signal" && outcome.tree.proof === "unverified", JSON.stringify(outcome));
  assert.deepEqual([outcome.tree.containment, outcome.tree.hostDeath], ["sweep", "unguarded"]);
  assert.ok(await silent(folder));
});

holds("proof that is required is refused before anything starts", async () => {
  const outcome = await start(process.execPath, ["-v"], { containment: "require" }).outcome;
  assert.ok(outcome.kind === "failed-to-start" && outcome.error.code === "CONTAINMENT_UNAVAILABLE", outcome.kind);
});

holds("an examination says what is missing", async () => {
  const { containment, proof, findings } = await examine();
  assert.deepEqual([containment, proof], ["sweep", "unverified"]);
  assert.ok(findings.some(({ name, status }) => name === "own death" && status === "missing"));
});
