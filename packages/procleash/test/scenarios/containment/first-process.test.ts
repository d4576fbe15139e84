// Promise 1 for a host that is PID 1, as in a container without an init: the kernel gives it every orphan, whom it never reaps.
import assert from "node:assert/strict";
import test from "node:test";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { containment, proof } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();
const apart = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"] as const;
const notHere = obstacle([...apart, "true"]);

for (const when of ["while the leader lives", "after the leader's end"]) {
  test(`a host that is PID 1: daemons end ${when}, and no zombie stays`, { timeout: 60_000 }, async (t) => {
    if (notHere !== null) return t.skip(notHere);
    const found = report(await finish([...apart, ...hostArgv("is-the-first.ts", token(when), when)])) as {
      readonly zombies: number;
    };
    const rungs = Array.from({ length: 4 }, () => "SIGTERM");
    assert.deepEqual({ ...found, zombies: 0 }, { pid: 1, proofs: [proof], survivors: [], rungs, left: 0, zombies: 0 });
    // The warden is their parent before the host would be. The sweep has nobody between.
    if (containment === "warden") assert.equal(found.zombies, 0);
  });
}
