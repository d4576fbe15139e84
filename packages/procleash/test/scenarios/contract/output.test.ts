// Promise (contract 1, 2, 4-7, 10, 19-21): what a program writes reaches the caller, in order, apart by stream, as lines of bytes.
import assert from "node:assert/strict";
import test from "node:test";
import { ProcessRunner, ProcessSpec, runProcess } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { collect, text } from "../../support/reading.ts";

guardAgainstLeaks();
const runner = new ProcessRunner();

test("1: a simple command's stdout reaches the caller, newline kept", async () => {
  const lines = await collect(runner.run(ProcessSpec({ argv: ["/bin/echo", "hello world", token("c1")] })));
  assert.deepEqual(lines.map(text), [`hello world ${token("c1")}\n`]);
  assert.ok(lines[0] instanceof Uint8Array);
});

test("2: several lines arrive as separate items in order", async () => {
  const spec = ProcessSpec({ argv: ["/bin/sh", "-c", "echo one; echo two; printf three", token("c2")] });
  assert.deepEqual((await collect(runner.run(spec))).map(text), ["one\n", "two\n", "three"]);
});

test("4: stdin bytes reach the child, which then sees the end of its input", async () => {
  const stdin = Uint8Array.of(0, 255, 10, 13, 10, 128);
  const lines = await collect(runner.run(ProcessSpec({ argv: ["/bin/cat"], stdin })));
  assert.deepEqual(Buffer.concat(lines), Buffer.from(stdin));
});

test("5: multi-line stdin arrives whole", async () => {
  const stdin = Array.from({ length: 500 }, (_, i) => `line ${i} €\n`).join("");
  const lines = await collect(runner.run(ProcessSpec({ argv: ["/bin/cat"], stdin })));
  assert.equal(lines.length, 500);
  assert.equal(Buffer.concat(lines).toString(), stdin);
});

test("6: the stderr callback receives stderr, as lines of bytes, newline kept", async () => {
  const stderr: string[] = [];
  const spec = ProcessSpec({ argv: ["/bin/sh", "-c", "echo first >&2; printf second >&2", token("c6")] });
  await collect(runner.run(spec, { onStderr: (line) => void stderr.push(text(line)) }));
  assert.deepEqual(stderr, ["first\n", "second"]);
});

test("7: stdout and stderr stay apart", async () => {
  const stderr: string[] = [];
  const spec = ProcessSpec({ argv: program("alternates-streams.mjs", token("c7"), "200") });
  const stdout = await collect(runner.run(spec, { onStderr: (line) => void stderr.push(text(line)) }));
  const numbered = (word: string): string[] => Array.from({ length: 200 }, (_, i) => `${word} ${i}\n`);
  assert.deepEqual(stdout.map(text), numbered("out"));
  assert.deepEqual(stderr, numbered("err"));
});

test("10: after normal output the run ends without error, and the iterator stays ended", async () => {
  const iterator = runner.run(ProcessSpec({ argv: ["/bin/echo", "once"] }))[Symbol.asyncIterator]();
  assert.equal((await iterator.next()).done, false);
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

test("19: a non-zero exit is not an exception, neither of run() nor of runProcess()", async () => {
  const spec = ProcessSpec({ argv: program("exits-with.sh", token("c19"), "3") });
  assert.deepEqual((await collect(runner.run(spec))).map(text), [`out ${token("c19")}\n`]);
  const output = await runProcess(spec);
  assert.equal(output.exitCode, 3);
});

test("20: no output gives an empty stream and success", async () => {
  const spec = ProcessSpec({ argv: ["/bin/sh", "-c", "exit 0", token("c20")] });
  assert.deepEqual(await collect(runner.run(spec)), []);
  const output = await runProcess(spec);
  assert.equal(output.exitCode, 0);
  assert.equal(text(output.stdout), "");
});

test("21: 1,000 lines all arrive", async () => {
  const spec = ProcessSpec({
    argv: ["/bin/sh", "-c", "i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done", token("c21")],
  });
  const lines = (await collect(runner.run(spec))).map(text);
  assert.deepEqual(
    lines,
    Array.from({ length: 1000 }, (_, i) => `line ${i}\n`),
  );
});
