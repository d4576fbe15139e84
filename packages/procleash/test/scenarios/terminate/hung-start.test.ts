// Promise 3: a start that hangs, since a file system does not answer, is ended by whatever ends a run; and by the host's death.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TestContext } from "node:test";
import { run, start } from "../../../src/index.ts";
import { compiled } from "../../support/compiled.ts";
import { assertNobodyCarries } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token, waitUntil, withToken } from "../../support/processes.ts";
import { bound, containment } from "../../support/trees.ts";

guardAgainstLeaks();
const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
after(() => rmSync(folder, { recursive: true }));
const holder = containment === "warden" && hasProc ? compiled("holds-a-lease.c") : null;
const impatient = { termTimeout: 100, killTimeout: 20_000 };

/** Has the act done while nobody can execute the file that it is given. */
async function whileHeld(
  t: TestContext,
  name: string,
  act: (file: string, name: string) => Promise<void>,
): Promise<void> {
  if (containment !== "warden") return t.skip("the sweep's programs are started by node, which hangs as well");
  if (holder === null) return t.skip("there is no C compiler");
  const file = join(folder, name);
  copyFileSync("/bin/sleep", file);
  const lease = start(holder, [token(`lease-${name}`), file], { termTimeout: 100 });
  const { value } = await lease.lines().next();
  if (value === "held") await act(file, token(name));
  await lease.stop();
  if (value !== "held") t.skip("there are no leases on this file system");
}

test("a timeout ends it", bound, (t) =>
  whileHeld(t, "timeout", async (file, name) => {
    const options = { ...impatient, timeout: 100 };
    await assert.rejects(run(file, [name], options), {
      code: "TIMEOUT",
      message: /^Cannot start ".*": its timeout of 100 ms was over, and the system was still starting it/,
    });
    assert.deepEqual(withToken(name), []);
  }),
);

test("an abort ends it", bound, (t) =>
  whileHeld(t, "abort", async (file, name) => {
    const signal = AbortSignal.timeout(50);
    await assert.rejects(run(file, [name], { ...impatient, signal }), (error: Error) => {
      assert.deepEqual([error.name, error.cause], ["AbortError", signal.reason]);
      return true;
    });
    assert.deepEqual(withToken(name), []);
  }),
);

test("a stop ends it", bound, (t) =>
  whileHeld(t, "stop", async (file, name) => {
    const job = start(file, [name], impatient);
    assert.ok(await waitUntil(() => withToken(name).length > 0));
    const outcome = await job.stop();
    assert.equal(outcome.kind === "failed-to-start" && outcome.error.code, "STOPPED");
    await assert.rejects(job.started, { code: "STOPPED" });
    assert.deepEqual(withToken(name), []);
  }),
);

test("the death of the host ends it", bound, (t) =>
  whileHeld(t, "host", async (file, name) => {
    const host = startHost("starts.ts", name, file, name);
    assert.equal(await host.line(), "starting");
    // The host, the warden, and the process that is to become the program.
    assert.ok(await waitUntil(() => withToken(name).length === 3));
    host.signal("SIGKILL");
    await host.end();
    await assertNobodyCarries(name);
  }),
);
