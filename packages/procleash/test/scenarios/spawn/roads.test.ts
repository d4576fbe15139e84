// Promise 5: a host that may not use the addon starts programs all the same, and is told why it is slower.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { chooseRoad } from "../../../src/spawn/road.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { containment } from "../../support/trees.ts";
import { finish, report } from "../../support/wrapped.ts";

guardAgainstLeaks();
const { insteadOfAddon } = chooseRoad();
const skipped = containment === "warden" ? insteadOfAddon : "trees are held by the sweep here";

interface Told {
  readonly status: string;
  readonly detail: string;
  readonly ran: readonly [string, string, number | null];
}

const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
process.once("exit", () => rmSync(folder, { recursive: true }));
const noAddon = join(folder, "no-addon.node");
writeFileSync(noAddon, "\u007fELF, but no further");

const [major = 0] = process.versions.node.split(".").map(Number);
const permission = major >= 24 ? "--permission" : "--experimental-permission";

const roads: readonly (readonly [string, readonly string[], readonly string[], string, RegExp])[] = [
  ["the addon, where nothing is said", [], [], "ok", /^by the addon/],
  ["node, as LEASH_ADDON says", ["env", "LEASH_ADDON=off"], [], "degraded", /LEASH_ADDON says off/],
  ["node, with --no-addons", [], ["--no-addons"], "degraded", /ERR_DLOPEN_(DISABLED|FAILED)/],
  ["node, with a file that is no addon", ["env", `LEASH_ADDON=${noAddon}`], [], "degraded", /ERR_DLOPEN_FAILED/],
  [
    "node, under a permission model without addons",
    [],
    [permission, "--allow-fs-read=*", "--allow-fs-write=*", "--allow-child-process", "--allow-worker"],
    "degraded",
    /ERR_DLOPEN_DISABLED/,
  ],
];

for (const [what, before, flags, status, why] of roads) {
  test(`programs are started by ${what}`, { timeout: 60_000 }, async (t) => {
    if (skipped !== null) return t.skip(skipped);
    const [node, ...rest] = hostArgv("takes-a-road.ts", token("road"));
    const [file, ...args] = [...before, node] as const;
    const found = report(await finish([file, ...args, ...flags, ...rest])) as Told;
    assert.deepEqual(found.ran, ["through", "err\n", 7]);
    assert.equal(found.status, status, found.detail);
    assert.match(found.detail, why);
  });
}

test("an addon that may be loaded does not start what node may not", { timeout: 60_000 }, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  if (major < 22) return t.skip("node 20 has no --allow-addons");
  const [node, ...rest] = hostArgv("takes-a-road.ts", token("forbidden"));
  const flags = [permission, "--allow-fs-read=*", "--allow-fs-write=*", "--allow-addons", "--allow-worker"];
  const found = report(await finish([node, ...flags, ...rest])) as Told;
  assert.match(found.detail, /permission model forbids child processes/);
  assert.deepEqual(found.ran, ["", "", null], "nothing was started");
});
