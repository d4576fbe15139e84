// Promise 1 when the warden is killed at any moment of a run: the host finishes its work, and says so.
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../../../src/index.ts";
import { assertNobodyCarries } from "../../support/host-death.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { commandLine, endByIdentity, entries, entry, token, waitUntil } from "../../support/processes.ts";
import type { Entry } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { random } from "../../support/random.ts";
import { containment } from "../../support/trees.ts";
import { isWarden } from "../../support/wardens.ts";

guardAgainstLeaks();

/** More of them, and other moments, for a soak: PROCLEASH_TEST_DEATHS=1000 PROCLEASH_TEST_SEED=7. */
const DEATHS = Number(process.env["PROCLEASH_TEST_DEATHS"] ?? 40);
const SEED = Number(process.env["PROCLEASH_TEST_SEED"] ?? 20_260);
const LANES = 4;
const PROGRAMS = [
  "grows-nasty-tree.sh",
  "prints-pids-then-waits.sh",
  "leaves-silent-child.sh",
  "exits-with.sh",
] as const;

/** By the program's own line until it has started, and then as its parent. */
function wardenOf(name: string, program: number | undefined): Entry | undefined {
  const parent = program === undefined ? undefined : entry(program)?.parent;
  return entries().find(({ pid, parent: host, state }) => {
    if (host !== process.pid || state.startsWith("Z")) return false;
    return isWarden(pid) && (pid === parent || commandLine(pid).includes(name));
  });
}

async function die(i: number, program: (typeof PROGRAMS)[number], moment: number, stops: boolean): Promise<string> {
  const name = token(`warden-${i}`);
  const [file, args] = fixture(program, name, "0");
  const job = start(file, args, { termTimeout: 20, killTimeout: 20_000, lingerTimeout: 20, reject: false });
  let warden: Entry | undefined;
  await waitUntil(() => (warden = wardenOf(name, job.pid)) !== undefined || job.pid !== undefined);
  await sleep(moment);
  if (stops) void job.stop();
  if (warden !== undefined) endByIdentity(warden);
  const outcome = await job.outcome;
  await assertNobodyCarries(name);
  if (outcome.kind === "failed-to-start") {
    assert.equal(outcome.error.code, "CONTAINMENT_UNAVAILABLE");
    return outcome.kind;
  }
  assert.deepEqual(outcome.tree.survivors, []);
  // Held to its end by the warden, or searched for by the sweep: never the one said of the other.
  assert.equal(outcome.tree.proof, outcome.tree.containment === "warden" ? "reaped" : "stable-scan");
  return outcome.tree.containment;
}

test(`${DEATHS} wardens killed at random moments (seed ${SEED})`, { timeout: 60_000 + DEATHS * 5_000 }, async (t) => {
  if (containment !== "warden") return t.skip("trees are held by the sweep here");
  const from = random(SEED);
  const plan = Array.from(
    { length: DEATHS },
    (_, i) => [i, from.pick(PROGRAMS), from.below(from.pick([3, 60])), from.below(2) === 0] as const,
  );
  const rest = plan.values();
  const ends = new Map<string, number>();
  const lane = async (): Promise<void> => {
    for (const one of rest) {
      const end = await die(...one).catch((error: unknown) => {
        t.diagnostic(`death ${one.join(" ")}`);
        throw error;
      });
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const { reason } of lanes.filter((result) => result.status === "rejected")) throw reason;
  t.diagnostic(JSON.stringify(Object.fromEntries(ends)));
  assert.ok((ends.get("sweep") ?? 0) > 0, "no warden was killed while it held a tree");
});
