// Promise: output goes where it was sent: to files from the first byte, to nobody, or to the host's own streams.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { pathToFileURL } from "node:url";
import { run, start } from "../../../src/index.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { collect } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const directory = mkdtempSync(join(tmpdir(), "procleash-targets-"));
after(() => rmSync(directory, { recursive: true }));
const exits = (name: string): [string, string[]] => fixture("exits-with.sh", token(name), "0");

test("{ file } takes the whole output, replacing what was there; the result holds none of it", bound, async () => {
  const [out, err] = [join(directory, "out"), join(directory, "err")];
  for (const name of ["first", "second"]) {
    const { stdout, stderr, outcome } = await run(...exits(name), {
      stdout: { file: out },
      stderr: { file: pathToFileURL(err) },
    });
    assert.deepEqual([stdout, stderr], ["", ""]);
    assert.ok(outcome.kind === "exit" && outcome.output === "complete");
  }
  assert.equal(readFileSync(out, "utf8"), `out ${token("second")}\n`);
  assert.equal(readFileSync(err, "utf8"), `err ${token("second")}\n`);
});

test("{ file, append } adds to what was there, and both streams can share one file", bound, async () => {
  const file = join(directory, "both");
  for (const name of ["first", "second"])
    await run(...exits(name), { stdout: { file, append: true }, stderr: { file, append: true } });
  const both = (name: string): string => `out ${token(name)}\nerr ${token(name)}\n`;
  assert.equal(readFileSync(file, "utf8"), both("first") + both("second"));
});

test("32 MiB into a file arrive whole without passing through the host", bound, async () => {
  const file = join(directory, "big");
  await run(...fixture("writes-bytes.mjs", token("big"), String(32 * 1024 * 1024), "stdout", "0123456789abcde\n"), {
    stdout: { file },
    maxOutputBytes: 1,
  });
  assert.equal(readFileSync(file).length, 32 * 1024 * 1024);
});

test("a file that cannot be opened starts nothing, and the message names it", bound, async () => {
  const file = join(directory, "missing", "out");
  const job = start(...exits("bad file"), { stdout: { file } });
  await assert.rejects(job.started, { code: "BAD_STDIO_FILE", message: /missing.*out.*stdout|stdout.*missing.*out/ });
  assert.equal((await job.outcome).kind, "failed-to-start");
});

test('"ignore" throws the output away; the program does not notice', bound, async () => {
  const { stdout, stderr, exitCode } = await run(
    ...fixture("writes-bytes.mjs", token("ignored"), "10000000", "stdout", "x"),
    { stdout: "ignore", stderr: "ignore" },
  );
  assert.deepEqual([stdout, stderr, exitCode], ["", "", 0]);
});

test("a stream that is no pipe cannot be read: STREAM_UNAVAILABLE; the other one can", bound, async () => {
  const job = start(...exits("no pipe"), { stdout: "ignore" });
  for (const kind of ["lines", "rawLines", "bytes", "batches", "rawBatches"] as const) {
    await assert.rejects(async () => collect<unknown>(job[kind]("stdout")), { code: "STREAM_UNAVAILABLE" });
  }
  assert.deepEqual(await collect(job.lines("stderr")), [`err ${token("no pipe")}`]);
  assert.equal((await job.outcome).kind, "exit");
});

test('"inherit" writes to the streams of the host, and only then', bound, () => {
  const [file, ...args] = hostArgv("inherits-output.ts", token("inherit"));
  const { stdout, stderr, status } = spawnSync(file, args, { encoding: "utf8", timeout: 30_000 });
  assert.equal(stdout, "to stdout\n");
  assert.equal(stderr, "to stderr\n");
  assert.equal(status, 0);
});
