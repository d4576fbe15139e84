/** Promise: the program's streams are leash's own, byte for byte. */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { leash } from "../support/leash.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";

guardAgainstLeaks();
const data = randomBytes(10 * 1024 * 1024);
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

for (const options of [[], ["--idle-timeout", "1h"]] as const) {
  test(
    `10 MiB of any bytes go through, ${options.length === 0 ? "inherited" : "seen on the way"}`,
    { timeout: 60_000 },
    async () => {
      const { stdout, stderr, status } = await leash([...options, "cat"], { stdin: data }).ended;
      assert.deepEqual([status, stderr, stdout.length], [0, "", data.length]);
      assert.equal(hash(stdout), hash(data));
    },
  );

  test(
    `stdout and stderr stay apart, ${options.length === 0 ? "inherited" : "seen on the way"}`,
    { timeout: 60_000 },
    async () => {
      const { stdout, stderr } = await leash([...options, "sh", "-c", "printf out; printf err >&2"]).ended;
      assert.deepEqual([stdout.toString(), stderr], ["out", "err"]);
    },
  );
}

test("--cwd, --env and --clean-env reach the program", { timeout: 60_000 }, async () => {
  const line = 'echo "$PWD|$A|$SECRET|${HOME:+home}"';
  const env = { SECRET: "s" };
  const clean = await leash(["--clean-env", "-C", "/", "-e", "A=1", "sh", "-c", line], { env }).ended;
  assert.equal(clean.stdout.toString(), "/|1||home\n");
  const own = await leash(["-C", "/", "-e", "A=1", "sh", "-c", line], { env }).ended;
  assert.equal(own.stdout.toString(), "/|1|s|home\n");
});

test("a reader that goes away ends the tree, and leash says nothing", { timeout: 60_000 }, async () => {
  const running = leash([
    "--json",
    "sh",
    "-c",
    "i=0; while [ $i -lt 100000 ]; do echo line; i=$((i+1)); done; sleep 60",
  ]);
  await running.printed("line");
  running.child.stdout?.destroy();
  const { stderr, signal } = await running.ended;
  assert.deepEqual([stderr, signal], ["", null]);
});
