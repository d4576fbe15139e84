// Promise: nothing starts outside the allowed folders, whatever leads there, and nothing that the lists forbid by its name.
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createPolicy } from "../../src/policy/policy.ts";
import type { Permitted, Wanted } from "../../src/policy/policy.ts";
import { fromFlags } from "../../src/settings/given.ts";
import { settle } from "../../src/settings/settings.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "policy-")));
after(() => rmSync(base, { recursive: true }));
const root = join(base, "root");
mkdirSync(join(root, "inner"), { recursive: true });
mkdirSync(join(base, "root-beside"));
symlinkSync(join(base, "root-beside"), join(root, "way-out"));
symlinkSync(join(root, "inner"), join(base, "way-in"));
symlinkSync("/bin/sh", join(root, "innocent"));
copyFileSync("/bin/sh", join(root, "rm"));
chmodSync(join(root, "rm"), 0o755);

function permit(flags: readonly string[], wanted: Partial<Wanted>): Permitted {
  const asked = fromFlags(["--root", root, ...flags]);
  assert.equal(asked.kind, "serve");
  const settings = settle(asked.kind === "serve" ? asked.given : {}, {});
  return createPolicy(settings).permit({
    argv: undefined,
    shell: undefined,
    cwd: undefined,
    env: {},
    timeoutMs: undefined,
    ...wanted,
  });
}

test("folders: inside, also through a link from outside; outside, also through a link from inside", () => {
  const cwd = (path: string | undefined): string => permit([], { argv: ["ls"], cwd: path }).cwd;
  assert.equal(cwd(undefined), root);
  assert.equal(cwd("inner"), join(root, "inner"));
  assert.equal(cwd(join(base, "way-in")), join(root, "inner"));
  for (const path of ["..", base, "way-out", "inner/../../root-beside", join(base, "root-beside"), "/"])
    assert.throws(() => cwd(path), /outside the allowed folders; give a cwd in/, path);
});

test("an allowed name is what the PATH finds, and not a file of that name somewhere", () => {
  const allowed = ["--allow", "git", "--allow", join(root, "rm")];
  assert.deepEqual(permit(allowed, { argv: ["git", "status"] }).argv, ["git", "status"]);
  assert.deepEqual(permit(allowed, { argv: ["./rm"] }).argv, ["./rm"]);
  for (const program of ["ls", "./git", "/usr/bin/git", "gi", "git2", "rm"])
    assert.throws(
      () => permit(allowed, { argv: [program] }),
      /Cannot start .*: allowed are "git", .*use one of these/,
      program,
    );
  for (const name of ["PATH", "LD_PRELOAD", "NODE_OPTIONS", "BASH_ENV", "BASH_FUNC_ls%%", "BROWSER", "GIT_SSH", "HOME"])
    assert.throws(
      () => permit(allowed, { argv: ["git"], env: { [name]: "x" } }),
      /could change what starts; leave it out/,
      name,
    );
  assert.equal(permit(allowed, { argv: ["git"], env: { NO_COLOR: "1" } }).env["NO_COLOR"], "1");
});

test("a denied name is denied by path, by link and by copy as well", () => {
  const denied = ["--deny", "sh", "--deny", "rm"];
  for (const program of ["sh", "/bin/sh", "rm", "./rm", join(root, "rm")])
    assert.throws(() => permit(denied, { argv: [program] }), /this server does not allow it/, program);
  const real = realpathSync("/bin/sh").split("/").at(-1) ?? "";
  assert.throws(() => permit(["--deny", real], { argv: ["./innocent"] }), /does not allow it/);
  assert.equal(permit(denied, { argv: ["ls"] }).argv[0], "ls");
});

test("a denied file is denied by its bare name, and by a link that a PATH of the caller's leads to", () => {
  const refused = (denied: string, argv: [string], env: Record<string, string> = {}): void =>
    assert.throws(() => permit(["--deny", denied], { argv, env }), /does not allow it/, argv[0]);
  refused("/bin/sh", ["sh"]);
  refused("sh", ["./innocent"]);
  refused("sh", ["innocent"], { PATH: root });
  assert.equal(permit(["--deny", "/bin/sh"], { argv: ["ls"] }).argv[0], "ls");
});

test("what stands first on the PATH and cannot be executed hides no denied program", () => {
  mkdirSync(join(base, "first", "innocent"), { recursive: true });
  assert.throws(
    () => permit(["--deny", "sh"], { argv: ["innocent"], env: { PATH: `${join(base, "first")}:${root}` } }),
    /does not allow it/,
  );
});

test("an allowed file is allowed under its own name: another name may be another program", () => {
  symlinkSync(join(root, "rm"), join(root, "safe"));
  symlinkSync(join(root, "rm"), join(root, "danger"));
  const allowed = ["--allow", join(root, "safe")];
  assert.equal(permit(allowed, { argv: ["./safe"] }).argv[0], "./safe");
  for (const program of ["./danger", join(root, "rm")])
    assert.throws(() => permit(allowed, { argv: [program] }), /allowed are/, program);
});

test("a shell line is for /bin/sh; where shells are not allowed it says what to do", () => {
  assert.deepEqual(permit([], { shell: "ls | wc" }).argv, ["/bin/sh", "-c", "ls | wc"]);
  for (const flags of [["--no-shell"], ["--allow", "git"], ["--deny", "rm"], ["--read-only", "--shell"]])
    assert.throws(() => permit(flags, { shell: "ls" }), /does not allow it; give argv/);
});

test("read-only: only what was allowed by name", () => {
  assert.throws(() => permit(["--read-only"], { argv: ["ls"] }), /allowed are none/);
  assert.deepEqual(permit(["--read-only", "--allow", "ls"], { argv: ["ls"] }).argv, ["ls"]);
});

test("the shorter of two time limits holds", () => {
  const limit = (flags: readonly string[], timeoutMs: number | undefined): number | null =>
    permit(flags, { argv: ["ls"], timeoutMs }).timeoutMs;
  assert.deepEqual(
    [
      limit([], undefined),
      limit([], 5),
      limit(["--timeout-ms", "9"], undefined),
      limit(["--timeout-ms", "9"], 99),
      limit(["--timeout-ms", "9"], 5),
    ],
    [null, 5, 9, 9, 5],
  );
});

test("a command is shown as one would type it", () => {
  assert.equal(permit([], { argv: ["echo", "a b", "it's", "x=1"] }).command, "echo 'a b' 'it'\\''s' x=1");
});
