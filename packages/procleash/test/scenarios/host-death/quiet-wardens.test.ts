// Promise 2, and what it costs: a warden that outlives its host waits for its tree, and does not ask all the time.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { assertAllEnd } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entry, identify, isAlive, token, waitUntil } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { bound, containment } from "../../support/trees.ts";

guardAgainstLeaks();

/** CPU time so far, in hundredths of a second (proc(5)); null when it is over. */
function spent(warden: Identity): number | null {
  if (!isAlive(warden)) return null;
  try {
    const stat = readFileSync(`/proc/${warden.pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    // ENOENT: it has ended between the two lines.
    return null;
  }
}

test("nobody is there to hear how the program ended: the grace is waited for, at rest", bound, async (t) => {
  if (containment !== "warden") return t.skip("trees are held by the sweep here");
  const host = startHost("holds-trees.ts", token("rest"), "waits");
  // Its leader ends at SIGTERM, others use up the second of grace.
  const tree = await host.pids();
  const warden = identify(entry(tree[0]?.pid as number)?.parent as number);
  const before = spent(warden) as number;
  host.signal("SIGKILL");
  let last = before;
  await waitUntil(() => {
    const now = spent(warden);
    last = now ?? last;
    return now === null;
  });
  await assertAllEnd(tree, token("rest"));
  // A warden that asks all the time uses a hundred, or its share of them. Waiting and killing costs one or two.
  assert.ok(last - before < 15, `it used ${last - before} hundredths of a second`);
  await host.end();
});
