// Promise 2 when the wardens are killed too, a few milliseconds before or after their host: the guardian is still there.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { assertNobodyCarries } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, entries, token } from "../../support/processes.ts";
import { random } from "../../support/random.ts";
import { containment } from "../../support/trees.ts";
import { isWarden } from "../../support/wardens.ts";

guardAgainstLeaks();

/** More of them, and other moments, for a soak. */
const DEATHS = Number(process.env["PROCLEASH_TEST_DEATHS"] ?? 24);
const SEED = Number(process.env["PROCLEASH_TEST_SEED"] ?? 20_260);
const LANES = 4;

async function die(i: number, begin: number, between: number, wardensFirst: boolean): Promise<void> {
  const name = token(`both-${i}`);
  const host = startHost("runs-on-and-on.ts", name, String(SEED + i));
  assert.equal(await host.line(), "begin");
  // The first run has to have begun: before that there is no guardian.
  await sleep(30 + begin);
  const wardens = entries().filter(({ pid, parent }) => parent === host.identity.pid && isWarden(pid));
  if (!wardensFirst) host.signal("SIGKILL");
  else wardens.forEach(endByIdentity);
  await sleep(between);
  if (wardensFirst) host.signal("SIGKILL");
  else wardens.forEach(endByIdentity);
  await host.end();
  await assertNobodyCarries(name);
}

test(
  `${DEATHS} times a host and its wardens are killed within a few milliseconds (seed ${SEED})`,
  { timeout: 60_000 + DEATHS * 10_000 },
  async (t) => {
    if (containment !== "warden") return t.skip("trees are held by the sweep here");
    const from = random(SEED);
    const rest = Array.from(
      { length: DEATHS },
      (_, i) => [i, from.below(300), from.below(8), i % 2 === 0] as const,
    ).values();
    const lane = async (): Promise<void> => {
      for (const one of rest) {
        await die(...one).catch((error: unknown) => {
          t.diagnostic(`death ${one.join(" ")}`);
          throw error;
        });
      }
    };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const { reason } of lanes.filter((result) => result.status === "rejected")) throw reason;
  },
);
