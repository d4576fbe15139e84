// Promise: the command and its doctor work there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { holds } from "./support/cases.ts";

const leash = join(fileURLToPath(import.meta.resolve("procleash")), "..", "..", "bin", "leash.js");
const node = process.execPath;

async function call(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return promisify(execFile)(node, [leash, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    },
  );
}

holds("the exit code of the program is the command's", async () => {
  assert.equal((await call("--", node, "-e", "process.exit(7)")).code, 7);
});

holds("a program that is not there is 127, and says so", async () => {
  const { code, stderr } = await call("--", "no-such-program-here");
  assert.equal(code, 127);
  assert.match(stderr, /program not found/);
});

holds("a time limit is 124", async () => {
  const { code } = await call(
    "--timeout",
    "1s",
    "--kill-after",
    "0.1s",
    "--",
    node,
    "-e",
    "setTimeout(() => {}, 60000)",
  );
  assert.equal(code, 124);
});

holds("the doctor tells that trees are held by wardens, and end with their host", async () => {
  const { code, stdout } = await call("doctor", "--json");
  const { containment, proof } = JSON.parse(stdout) as { containment: string; proof: string };
  assert.deepEqual([code, containment, proof], [0, "warden", "job-empty"]);
});
