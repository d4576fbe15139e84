// Promise 1 where the warden cannot be had: the sweep stands in, everybody is told, and who requires a proof gets none.
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { findWarden } from "../../../src/containment/choose.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { bound, containment } from "../../support/trees.ts";
import { finish, obstacle, report } from "../../support/wrapped.ts";

guardAgainstLeaks();
const skipped = containment === "warden" ? null : "trees are held by the sweep here";
const { path: warden } = findWarden();

interface Told {
  readonly auto: string;
  readonly left: number;
  readonly required: string;
  readonly before: string;
  readonly after: string;
  readonly detail: string;
}

/** What a host says whose warden is the file that `make` leaves at the given path. */
async function told(make: (file: string) => void, remove = false, wrap: readonly string[] = []): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), "procleash a'b-"));
  const file = join(folder, "leash-warden");
  try {
    make(file);
    const host = hostArgv("names-its-containment.ts", token("warden"), ...(remove ? [file] : []));
    return report(await finish(["env", `LEASH_WARDEN=${file}`, ...wrap, ...host])) as Told;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function script(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

test("a path with spaces and quotes is no obstacle", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const { auto, required, after } = await told((file) => copyFileSync(warden as string, file));
  assert.deepEqual([auto, required, after], ["warden, reaped", "warden, reaped", "ok"]);
});

const substitutes: readonly (readonly [string, (file: string) => void, RegExp])[] = [
  ["that is not there", () => {}, /ENOENT/],
  ["that may not be run", (file) => writeFileSync(file, "", { mode: 0o644 }), /EACCES/],
  ["for another machine", (file) => script(file, "\u007fELF\u0002\u0001\u0001"), /ended without a word|ENOEXEC/],
  [
    "that may not become a subreaper",
    (file) => script(file, "#!/bin/sh\nprintf 'warden 1\nfailed subreaper 22\n' >&3\n"),
    /EINVAL/,
  ],
  ["whose interpreter is not there", (file) => script(file, "#!/nowhere/at/all\n"), /ENOENT/],
];

for (const [what, make, why] of substitutes) {
  test(`a warden ${what}: the sweep stands in, doctor says why, and a required proof is refused`, bound, async (t) => {
    if (skipped !== null) return t.skip(skipped);
    const { auto, required, after, detail } = await told(make);
    assert.equal(auto, "sweep, stable-scan");
    assert.match(required, /^CONTAINMENT_UNAVAILABLE: Cannot start "\/bin\/sh" with containment: "require": /);
    assert.match(required, why);
    assert.equal(after, "missing");
    assert.match(detail, why);
  });
}

test("a warden that is taken away while the host runs (an upgrade)", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const { auto, before, after } = await told((file) => copyFileSync(warden as string, file), true);
  assert.deepEqual([auto, before, after], ["sweep, stable-scan", "ok", "missing"]);
});

test("a file system from which nothing may be run", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const mount = 'mount -t tmpfs -o noexec none "$0" && cp "$1" "$0/leash-warden"';
  const apart = ["unshare", "--user", "--map-root-user", "--mount"] as const;
  const notHere = obstacle([...apart, "/bin/sh", "-c", mount, tmpdir(), "/bin/true"]);
  if (notHere !== null) return t.skip(notHere);
  const folder = mkdtempSync(join(tmpdir(), "procleash-noexec-"));
  const host = hostArgv("names-its-containment.ts", token("noexec"));
  const line = `${mount} && shift && exec env LEASH_WARDEN="$0/leash-warden" "$@"`;
  const finished = await finish([...apart, "/bin/sh", "-c", line, folder, warden as string, ...host]);
  rmSync(folder, { recursive: true });
  const { auto, after, detail } = report(finished) as Told;
  assert.deepEqual([auto, after], ["sweep, stable-scan", "missing"]);
  assert.match(detail, /EACCES/);
});

test("a warden of another version, or one that is killed, is refused, and nothing is started", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const newer = await told((file) => script(file, "#!/bin/sh\necho warden 99 >&3\n"));
  assert.match(
    newer.auto,
    /^CONTAINMENT_UNAVAILABLE: Cannot start "\/bin\/sh" with the warden ".*": it speaks version 99 .* wanted 1; install the same version/,
  );
  const killed = await told((file) => script(file, "#!/bin/sh\nkill -9 $$\n"));
  assert.match(killed.auto, /^CONTAINMENT_UNAVAILABLE: .*: it ended before it could say that the program has started/);
  const chatty = await told((file) =>
    script(file, "#!/bin/sh\nhead -c 100000 /dev/zero >&3; echo >&3; echo hello >&3\n"),
  );
  assert.equal(chatty.auto, "sweep, stable-scan");
});

test("a warden that is killed before it can tell of the program: what that has started is ended", bound, async (t) => {
  if (skipped !== null) return t.skip(skipped);
  const child = `setsid sh -c 'sleep 20; :' ${token("warden")} </dev/null >/dev/null 2>&1 3>&- 4>&- &`;
  const killed = await told((file) => script(file, `#!/bin/sh\necho warden 1 >&3\n${child}\nsleep 0.2; kill -9 $$\n`));
  assert.match(killed.auto, /^CONTAINMENT_UNAVAILABLE: .*: it ended before it could say that the program has started/);
  assert.equal(killed.left, 0);
});
