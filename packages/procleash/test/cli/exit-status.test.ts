/** Promise: the exit status is the shell's and timeout(1)'s. */
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { leash } from "../support/leash.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { token } from "../support/processes.ts";
import { containment, otherSignals } from "../support/trees.ts";

guardAgainstLeaks();
const folder = mkdtempSync(join(tmpdir(), "leash-"));
after(() => rmSync(folder, { recursive: true }));
const script = join(folder, "script");
writeFileSync(script, "#!/nowhere/interpreter\n");
chmodSync(script, 0o755);
const data = join(folder, "data");
writeFileSync(data, "data");

const sleeper = `sleep 30; : ${token("status")}`;
const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ["the program's own", ["sh", "-c", "exit 7"], 7, /^$/],
  ["success", ["true"], 0, /^$/],
  ["128+n for a signal", ["sh", "-c", "kill -9 $$"], 137, /^$/],
  // LIMIT of the sweep: node, which tells it how the program ended, says 0.
  ["128+n for a signal without a name", ["sh", "-c", "kill -40 $$"], containment === "warden" ? 168 : 0, /^$/],
  ["124 for a timeout", ["-t", "0.1", "sh", "-c", sleeper], 124, /^leash: stopped "sh" after its timeout of 100 ms\n$/],
  [
    "124 for a timeout that needed SIGKILL",
    ["-t", "0.1", "-k", "0.1", "sh", "-c", `trap "" TERM; ${sleeper}`],
    124,
    /^leash: stopped/,
  ],
  ["124 for an idle timeout", ["--idle-timeout", "0.2", "sh", "-c", sleeper], 124, /after 200 ms without output/],
  ["125 for wrong usage", ["--nope"], 125, /^leash: there is no option "--nope"/],
  ["125 for a bad cwd", ["--cwd", "/nowhere", "true"], 125, /^leash: .*"\/nowhere" does not exist/],
  ["126 for no permission", [data], 126, /^leash: .*not executable/],
  ["126 for a directory", [folder], 126, /^leash: .*directory/],
  ["126 for a missing interpreter", [script], 126, /^leash: .*\/nowhere\/interpreter/],
  ["127 for a missing program", ["no-such-program"], 127, /^leash: .*not found/],
];

for (const [name, args, status, words] of cases) {
  test(`exit status: ${name}`, { timeout: 60_000 }, async (t) => {
    if (args.includes("kill -40 $$") && otherSignals !== null) return t.skip(otherSignals);
    const ended = await leash(args).ended;
    assert.deepEqual([ended.status, ended.signal], [status, null], ended.stderr);
    assert.match(ended.stderr, words);
    assert.equal(ended.stdout.length, 0);
  });
}
