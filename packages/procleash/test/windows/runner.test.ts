// Promise: the inherited runner is cancelled and left as `start()` is, can be used again, and refuses a bad spec when it is made.
import assert from "node:assert/strict";
import process from "node:process";
import { ProcessRunner, ProcessSpec, run, runProcess, start } from "procleash";
import { holds } from "./support/cases.ts";
import { beating, grown, living, program, scratch, silent } from "./support/tree.ts";

const node = process.execPath;
const QUICK = { termTimeout: 100, killTimeout: 100_000 };
const SPEAKS = ["-e", "setInterval(() => console.log('line'), 10); setTimeout(() => process.exit(9), 60000)"];

const growing = (folder: string): ProcessSpec => ProcessSpec({ argv: [node, program("tree.mjs"), "2", folder] });

holds("cancelling rejects with AbortError, and by then the whole tree is gone; the runner runs again", async () => {
  const runner = new ProcessRunner(QUICK);
  for (let round = 0; round < 3; round++) {
    const [folder, abort] = [scratch(), new AbortController()];
    const lines = runner.run(growing(folder), { signal: abort.signal });
    await lines.next();
    const next = lines.next();
    await grown(folder);
    abort.abort(new Error("enough"));
    await assert.rejects(next, { name: "AbortError", cause: new Error("enough") });
    assert.deepEqual(await beating(folder), []);
  }
  const lines: string[] = [];
  for await (const line of runner.run({ argv: [node, "-p", "'again'"] })) lines.push(String(Buffer.from(line)));
  assert.deepEqual(lines, ["again\n"]);
});

holds("one of two runs side by side is cancelled, and the other is not disturbed", async () => {
  const [mine, other, abort] = [scratch(), scratch(), new AbortController()];
  const runner = new ProcessRunner(QUICK);
  const cancelled = runProcess(growing(mine), { signal: abort.signal });
  const neighbour = runner.run(growing(other));
  const reading = neighbour.next();
  await Promise.all([grown(mine), grown(other)]);
  abort.abort();
  await assert.rejects(cancelled, { name: "AbortError" });
  assert.deepEqual(await beating(mine), []);
  await living(other, [0, 1, 2]);
  await neighbour.return?.();
  await reading;
  assert.ok(await silent(other));
});

holds(
  "a loop that is left stops its program: by break, by a throw; one that is never begun starts nothing",
  async () => {
    const runner = new ProcessRunner(QUICK);
    for await (const line of runner.run({ argv: [node, ...SPEAKS] })) {
      assert.equal(String(Buffer.from(line)), "line\n");
      break;
    }
    const thrown = async (): Promise<void> => {
      for await (const _line of runner.run({ argv: [node, ...SPEAKS] })) throw new Error("the caller's own");
    };
    await assert.rejects(thrown(), /the caller's own/);
    const folder = scratch();
    await runner.run(growing(folder)).return?.();
    assert.deepEqual(await beating(folder), []);
  },
);

holds("a spec keeps what it was made of, has no more than that, and cannot be changed", () => {
  const argv: [string, ...string[]] = [node, "-v"];
  const spec = ProcessSpec({ argv, cwd: "C:\\", env: { A: "b" }, stdin: "in" });
  argv.push("later");
  assert.deepEqual([spec.argv, spec.cwd, spec.env, spec.stdin], [[node, "-v"], "C:\\", { A: "b" }, "in"]);
  assert.throws(() => {
    (spec as { cwd: string }).cwd = "D:\\";
  }, TypeError);
  const { env, cwd, stdin } = ProcessSpec({ argv: [node] });
  assert.deepEqual([env, cwd, stdin], [undefined, undefined, undefined]);
});

holds("a stream has one reader, the first; what nobody reads is in the result", async () => {
  const job = start(node, ["-e", "console.log('out'); console.error('err'); process.exitCode = 3"], { reject: false });
  const lines = job.lines();
  for (const other of [() => job.batches(), () => job.bytes(), () => job.events(), () => job.rawLines()])
    assert.throws(other, { code: "STREAM_UNAVAILABLE" });
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  const { stdout, stderr, exitCode } = await job.result;
  assert.deepEqual([all, stdout, stderr, exitCode], [["out"], "", "err\n", 3]);
});

holds(
  "an environment that is too large is refused, and it is said what is; the longest that fits arrives whole",
  async () => {
    const script = ["-p", "process.env.LONG.length"];
    await assert.rejects(run(node, script, { env: { LONG: "x".repeat(40_000) } }), {
      code: "ARGUMENTS_TOO_LONG",
      message: /the environment variable "LONG" has 40000 characters/,
    });
    assert.equal((await run(node, script, { env: { LONG: "x".repeat(32_766) } })).stdout, "32766\n");
  },
);
