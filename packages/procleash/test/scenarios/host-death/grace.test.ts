// Promise 2, gently: a program whose host dies is asked to end first, whatever it has been sent before.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { assertAllEnd } from "../../support/host-death.ts";
import { startHost } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();
const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
after(() => rmSync(folder, { recursive: true }));

for (const [what, signals] of Object.entries({
  "was sent nothing": [],
  "was sent SIGHUP, to read its settings again": ["HUP"],
})) {
  test(`a program that ${what}, and whose host is killed, gets its SIGTERM`, bound, async () => {
    const file = join(folder, `got${signals.length}`);
    const host = startHost("signals-then-waits.ts", token(what), file, ...signals.map((name) => `SIG${name}`));
    const tree = await host.pids();
    host.signal("SIGKILL");
    await assertAllEnd(tree, token(what));
    assert.deepEqual(readFileSync(file, "utf8").trim().split("\n"), [...signals, "TERM"]);
    await host.end();
  });
}
