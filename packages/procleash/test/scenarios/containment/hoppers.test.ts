// Promise 1: a daemon that forks away faster than a search can read does not get away, and is not taken for gone.
import assert from "node:assert/strict";
import test from "node:test";
import { run, start } from "../../../src/index.ts";
import { compiled } from "../../support/compiled.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token, withToken } from "../../support/processes.ts";
import { assertProved, ending } from "../../support/trees.ts";
import type { Started } from "../../support/trees.ts";

guardAgainstLeaks();
const hops = hasProc ? compiled("hops.c") : null;
const options = { termTimeout: 20, killTimeout: 10_000, lingerTimeout: 0 };
const bound = { timeout: 60_000 };
const skipped = hasProc
  ? "there is no C compiler, and no script forks this fast"
  : "without /proc a hopper cannot be seen";

/** Many times: a hopper that is alive may be missed by one reading of /proc. */
function assertNobody(name: string): void {
  for (let i = 0; i < 10; i++) assert.deepEqual(withToken(name), []);
}

/**
 * Without a stop a hopper would hop for 4 s, and be gone by itself then: an outcome that comes later shows nothing. On a machine
 * that stands still for seconds that happens to the best, so there are three attempts; what an outcome claims must be true in each.
 */
async function caught(attempt: (name: string) => Promise<Started>): Promise<Started> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const name = token(`hop-${i}`);
    const outcome = await attempt(name);
    assertNobody(name);
    if (outcome.durationMs < 3_500) return outcome;
    times.push(outcome.durationMs);
  }
  return assert.fail(`it took ${times.join(", ")} ms: it ended by itself`);
}

for (const pause of [0, 500, 5_000]) {
  for (let round = 0; round < 5; round++) {
    test(`hopping every ${pause} us, left behind by its leader, round ${round}`, bound, async (t) => {
      if (hops === null) return t.skip(skipped);
      const { rungs } = await caught(async (name) => {
        const { stdout, outcome } = await run(hops, [name, String(pause)], options);
        assert.equal(stdout, "hopping\nhopping\n");
        const ended = assertProved(outcome);
        assert.equal(ending(ended), "exit 0");
        return ended;
      });
      assert.equal(rungs.at(-1), "SIGKILL");
    });
  }

  test(`hopping every ${pause} us while its leader lives`, bound, async (t) => {
    if (hops === null) return t.skip(skipped);
    const { rungs } = await caught(async (name) => {
      const job = start("/bin/sh", ["-c", '"$1" "$0" "$2"; sleep 30', name, hops, String(pause)], options);
      await job.lines().next();
      return assertProved(await job.stop());
    });
    assert.deepEqual(rungs, ["SIGTERM", "SIGKILL"]);
  });
}
