// Promise 2: a host that is killed at any moment, the start of its guardian and of its programs included, leaves nothing.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertNobodyCarries } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { random } from "../../support/random.ts";

guardAgainstLeaks();

/** More of them, and other moments, for a soak: PROCLEASH_TEST_DEATHS=2000 PROCLEASH_TEST_SEED=7. */
const DEATHS = Number(process.env["PROCLEASH_TEST_DEATHS"] ?? 60);
const SEED = Number(process.env["PROCLEASH_TEST_SEED"] ?? 20_260);
/** Most of what can go wrong is in the first milliseconds. */
const LATEST_MS = [5, 60, 400] as const;

/** Side by side: most of a death is waiting. */
const LANES = 4;

async function die(i: number, moment: number): Promise<void> {
  const name = token(`death-${i}`);
  const host = startHost("runs-on-and-on.ts", name, String(SEED + i));
  assert.equal(await host.line(), "begin");
  if (moment > 0) await sleep(moment);
  host.signal("SIGKILL");
  await host.end();
  await assertNobodyCarries(name);
}

test(`${DEATHS} hosts killed at random moments (seed ${SEED})`, { timeout: 60_000 + DEATHS * 5_000 }, async (t) => {
  const from = random(SEED);
  const moments = Array.from({ length: DEATHS }, () => from.below(from.pick(LATEST_MS)));
  const rest = moments.entries();
  const lane = async (): Promise<void> => {
    for (const [i, moment] of rest) {
      await die(i, moment).catch((error: unknown) => {
        t.diagnostic(`death ${i}: killed ${moment} ms after its beginning`);
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const { reason } of lanes.filter((result) => result.status === "rejected")) throw reason;
});
