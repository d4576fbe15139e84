// Promise 5 and 1 together: with no descriptor or process to be had a start says so, leaks nothing, and what runs can still be
// stopped; no proof is claimed that was not had.
import assert from "node:assert/strict";
import test from "node:test";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { bound, containment, proof } from "../../support/trees.ts";
import { bindable, finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();

interface Report {
  readonly refused: readonly string[];
  readonly rungs: readonly string[];
  readonly proof: string;
  /** Leader, child, stubborn member, stubborn daemon. */
  readonly alive: readonly boolean[];
  readonly next: string;
  readonly leaked: number;
}

// More descriptors than the host needs to load itself: what compiles its source on a cold cache starts a process of its own.
const poor = (what: string): readonly [string, ...string[]] => [
  "/bin/sh",
  "-c",
  'ulimit -n 256; exec "$@"',
  "sh",
  ...hostArgv("exhausts.ts", token(what), what),
];

test(
  "no more descriptors (EMFILE): starts are refused, the tree is stopped, and the next run runs",
  bound,
  async (t) => {
    if (!hasProc) return t.skip("the host counts its descriptors in /proc");
    const { proof: _, ...rest } = report(await finish(poor("descriptors"))) as Report;
    assert.deepEqual(rest, {
      refused: ["RESOURCES_EXHAUSTED"],
      rungs: ["SIGTERM", "SIGKILL"],
      alive: [false, false, false, false],
      next: "ran",
      leaked: 0,
    });
  },
);

test(
  "no descriptor, and none is left when one is freed: the stop is bounded, the group is gone, nothing is claimed",
  bound,
  async (t) => {
    if (!hasProc) return t.skip("the host counts its descriptors in /proc");
    const { proof: claimed, alive, ...rest } = report(await finish(poor("descriptors again and again"))) as Report;
    assert.deepEqual(rest, { refused: ["RESOURCES_EXHAUSTED"], rungs: ["SIGTERM", "SIGKILL"], next: "ran", leaked: 0 });
    // For the sweep, the daemon can be found by reading only, and nothing can be read. A warden has descriptors of its own.
    assert.deepEqual(alive.slice(0, 3), [false, false, false]);
    assert.equal(claimed, containment === "warden" ? "reaped" : "unverified");
  },
);

test("no more processes (EAGAIN): starts are refused, and a stop needs no process", bound, async (t) => {
  const user = bindable(54321);
  const notHere = hasProc ? obstacle([...user, "prlimit", "--nproc=1:", "true"]) : "there is no prlimit";
  if (notHere !== null) return t.skip(notHere);
  const finished = await finish([...user, ...hostArgv("exhausts.ts", token("processes"), "processes")]);
  assert.deepEqual(report(finished), {
    refused: ["RESOURCES_EXHAUSTED"],
    rungs: ["SIGTERM", "SIGKILL"],
    proof,
    alive: [false, false, false, false],
    next: "",
    leaked: 0,
  });
});
