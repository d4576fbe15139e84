// Promise 5 and 1 together: with no descriptor or process to be had a start says so, leaks nothing, and what runs can still be
// stopped; no proof is claimed that could not be had.
import assert from "node:assert/strict";
import test from "node:test";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { bound } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();

test("no more descriptors (EMFILE)", bound, async (t) => {
  if (!hasProc) return t.skip("the host counts its descriptors in /proc");
  const finished = await finish(["/bin/sh", "-c", 'ulimit -n 60; exec "$@"', "sh", ...hostArgv("exhausts.ts", token("descriptors"), "descriptors")]);
  const { proof, ...rest } = report(finished) as { readonly proof: string };
  assert.deepEqual(rest, { refused: ["RESOURCES_EXHAUSTED"], alive: 0, kind: "signal", again: "ran", leaked: 0 });
  assert.equal(proof, "unverified", "without a descriptor nothing can be searched");
});

test("no more processes (EAGAIN)", bound, async (t) => {
  // The limit does not bind root; another user then, of whom there is nothing else on this machine.
  const user = process.getuid?.() === 0 ? (["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"] as const) : (["env"] as const);
  const notHere = hasProc ? obstacle([...user, "prlimit", "--nproc=1:", "true"]) : "there is no prlimit";
  if (notHere !== null) return t.skip(notHere);
  const finished = await finish([...user, ...hostArgv("exhausts.ts", token("processes"), "processes")]);
  assert.deepEqual(report(finished), { refused: ["RESOURCES_EXHAUSTED"], alive: 0, kind: "signal", proof: "stable-scan", again: "", leaked: 0 });
});
