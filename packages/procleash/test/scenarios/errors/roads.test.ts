// Promise 5: whichever way helpers are started, a refusal is told in the same words.
import assert from "node:assert/strict";
import test from "node:test";
import { chooseRoad } from "../../../src/spawn/road.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { containment } from "../../support/trees.ts";
import { finish, report } from "../../support/wrapped.ts";

guardAgainstLeaks();

interface Told {
  readonly addon: boolean;
  readonly told: Readonly<Record<string, string>>;
}

test(
  "by the addon and by node, every start that is refused is refused in the same words",
  { timeout: 60_000 },
  async (t) => {
    const { insteadOfAddon } = chooseRoad();
    if (insteadOfAddon !== null || containment !== "warden")
      return t.skip(`there is one road only: ${insteadOfAddon ?? "the sweep's"}`);
    const host = hostArgv("meets-refusals.ts", token("roads"));
    const byAddon = report(await finish(host)) as Told;
    const byNode = report(await finish(["env", "LEASH_ADDON=off", ...host])) as Told;
    assert.deepEqual([byAddon.addon, byNode.addon], [true, false]);
    assert.ok(Object.keys(byAddon.told).length > 15);
    assert.deepEqual(byAddon.told, byNode.told);
  },
);
