// Promise 1 where a machine tells less than others: no /proc, no lists of children, or the processes of others hidden.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { compiled, compiledWarden } from "../../support/compiled.ts";
import { assertNobodyCarries } from "../../support/host-death.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { hasProc, token } from "../../support/processes.ts";
import { PROGRAMS } from "../../support/programs.ts";
import { containment } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const skipped = containment === "warden" ? null : "trees are held by the sweep here";
const proved = { containment: "warden", proof: "reaped", survivors: 0 };
const nasty = ["/bin/sh", `${PROGRAMS}grows-nasty-tree.sh`] as const;

/** A view of the machine for one host: what is done there is done nowhere else. */
const apart = ["unshare", "--user", "--map-root-user", "--mount"] as const;

test("without any /proc, a daemon is found among the children that it falls to", bound, async (t) => {
  const hide = "mount -t tmpfs none /proc";
  const notHere = skipped ?? obstacle([...apart, "/bin/sh", "-c", hide]);
  if (notHere !== null) return t.skip(notHere);
  const name = token("no-proc");
  const host = hostArgv("stops-a-tree.ts", name, ...nasty);
  assert.deepEqual(report(await finish([...apart, "/bin/sh", "-c", `${hide} && exec "$@"`, "sh", ...host])), proved);
  await assertNobodyCarries(name);
});

/** As `unshare --pid` leaves it without `--mount-proc`: each number in /proc is a stranger's. */
const elsewhere = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"] as const;

test("the /proc of another pid namespace: its numbers are not taken for those of the tree", bound, async (t) => {
  const notHere = skipped ?? obstacle([...elsewhere, "true"]);
  if (notHere !== null) return t.skip(notHere);
  const host = hostArgv("stops-a-tree.ts", token("elsewhere"), ...nasty);
  assert.deepEqual(report(await finish([...elsewhere, ...host])), proved);
});

test("the /proc of another pid namespace: the sweep claims no proof", bound, async (t) => {
  const notHere = hasProc ? obstacle([...elsewhere, "true"]) : "there is no /proc";
  if (notHere !== null) return t.skip(notHere);
  const host = hostArgv("names-its-containment.ts", token("unseen"));
  const told = report(await finish([...elsewhere, "env", "LEASH_CONTAINMENT=sweep", ...host]));
  const { auto, required } = told as { readonly auto: string; readonly required: string };
  assert.equal(auto, "sweep, unverified");
  assert.match(required, /^CONTAINMENT_UNAVAILABLE: .* cannot prove an empty tree on this machine/);
});

test("a kernel without lists of children: they are searched for by their parents", bound, async (t) => {
  const warden = skipped === null && hasProc ? compiledWarden("hides-children-files.c") : null;
  if (warden === null) return t.skip(skipped ?? "there is no C compiler");
  const name = token("no-lists");
  const host = hostArgv("stops-a-tree.ts", name, ...nasty);
  assert.deepEqual(report(await finish(["env", `LEASH_WARDEN=${warden}`, ...host])), proved);
  await assertNobodyCarries(name);
});

test("hidepid, and a member that not even its own user may see", bound, async (t) => {
  const path = skipped === null && hasProc ? compiled("hides-from-proc.c") : null;
  if (path === null) return t.skip(skipped ?? "there is no C compiler");
  const isolated = ["unshare", "--mount", "--pid", "--fork", "/bin/sh", "-c"] as const;
  const hide = "mount -t proc -o hidepid=2 proc /proc";
  const asUser = ["setpriv", "--reuid", "54402", "--regid", "54402", "--clear-groups"] as const;
  const notHere = obstacle([...isolated, `${hide} && exec "$@"`, "sh", ...asUser, process.execPath, "--version"]);
  if (notHere !== null) return t.skip(notHere);
  const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
  chmodSync(folder, 0o777);
  chmodSync(join(path, ".."), 0o755);
  const name = token("hidepid");
  const host = hostArgv("stops-a-tree.ts", name, path);
  const line = `${hide} && export TMPDIR='${folder}' HOME='${folder}' && exec "$@"`;
  assert.deepEqual(report(await finish([...isolated, line, "sh", ...asUser, ...host])), proved);
  rmSync(folder, { recursive: true, force: true });
  await assertNobodyCarries(name);
});
