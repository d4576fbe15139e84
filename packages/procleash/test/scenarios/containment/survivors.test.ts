// Promise 1, second half: a process that cannot be ended is named, with the reason, and nothing waits for it for ever.
import assert from "node:assert/strict";
import test from "node:test";
import type { Outcome } from "../../../src/index.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { endByIdentity, identify, isAlive, token, waitGone } from "../../support/processes.ts";
import { bound, ending, started } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();

/** A user without rights, but for that of becoming another one: so its programs can have a member that it may not signal. */
const asNobody = ["setpriv", "--reuid", "65534", "--inh-caps=-all,+setuid", "--ambient-caps=-all,+setuid"] as const;
const notHere =
  process.getuid?.() === 0
    ? obstacle([...asNobody, "setpriv", "--reuid", "65533", "true"])
    : "only root can set up a tree with two users";

interface Report {
  readonly pid: number;
  readonly outcome: Outcome;
  readonly tookMs: number;
  readonly next: string;
  readonly code: string | null;
  readonly message: string | null;
}

for (const who of ["member", "leader"]) {
  test(`a ${who} of another user: named as not permitted, and the host goes on`, bound, async (t) => {
    if (notHere !== null) return t.skip(notHere);
    const { pid, outcome, next, code, message } = report(
      await finish([...asNobody, ...hostArgv("cannot-signal.ts", token(who), who)]),
    ) as Report;
    const survivor = identify(pid);
    assert.ok(isAlive(survivor), "the host waited for the survivor's own end");
    const ended = started(outcome);
    assert.deepEqual(ended.tree.survivors, [{ pid, name: "sleep", state: "S", why: "not-permitted" }]);
    assert.equal(ended.tree.proof, "unverified");
    assert.deepEqual(ended.rungs, ["SIGTERM", "SIGKILL"]);
    assert.equal(ending(ended), who === "leader" ? "still-running" : "SIGTERM");
    assert.equal(next, "next\n");
    // The caller asked for the stop; that not everybody obeyed is in the outcome, and in words where the leader is still there.
    assert.ok(code === "STOPPED" || code === "SURVIVORS", `${code}: ${message}`);
    assert.match(message ?? "", new RegExp(`; still there: sleep \\(pid ${pid}, not-permitted\\)$`));
    endByIdentity(survivor);
    assert.ok(await waitGone(survivor));
  });
}
