// Promise: stderr never blocks the program and never fails the run; it is kept as head and tail, or goes to the callback.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { collect, text } from "../../support/reading.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const MIB = 1024 * 1024;
const MARK = /\n\[… (\d+) bytes left out …\]\n/;

test(
  "64 MiB of stderr: the run succeeds, and head and tail of 16 MiB in all are kept, with a mark between",
  bound,
  async () => {
    const count = 64 * MIB;
    const { stderr, exitCode } = await run(
      ...fixture("writes-bytes.mjs", token("flood"), String(count), "stderr", "0123456789\n"),
    );
    assert.equal(exitCode, 0);
    const match = MARK.exec(stderr);
    assert.ok(match !== null);
    const kept = stderr.length - match[0].length;
    assert.equal(kept + Number(match[1]), count);
    assert.ok(kept <= 16 * MIB && kept > 15 * MIB, `${kept} bytes kept`);
    const repeated = "0123456789\n";
    assert.ok(stderr.startsWith(repeated));
    const phase = count % repeated.length;
    assert.ok(stderr.endsWith(repeated.repeat(2).slice(phase, phase + repeated.length)));
  },
);

test("up to 16 MiB of stderr is kept whole", bound, async () => {
  const { stderr } = await run(...fixture("writes-bytes.mjs", token("whole"), String(16 * MIB), "stderr", "e"));
  assert.equal(stderr.length, 16 * MIB);
  assert.equal(MARK.test(stderr), false);
});

test("stderr is drained while only stdout is read, and while nothing is read", bound, async () => {
  const script = 'head -c 2000000 /dev/zero >&2; echo "after the flood"';
  assert.deepEqual(await collect(start("sh", ["-c", script, token("drained")]).lines()), ["after the flood"]);
  const job = start("sh", ["-c", script, token("drained")]);
  assert.equal((await job.outcome).kind, "exit");
  assert.equal((await job.result).stderr.length, 2_000_000);
});

test("onStderr gets every line with its newline, while the program runs", bound, async () => {
  let seen = (): void => {};
  const first = new Promise<void>((resolve) => (seen = resolve));
  const lines: string[] = [];
  const job = start("sh", ["-c", "echo one >&2; read go; printf 'two\\nthree' >&2", token("callback")], {
    stdin: "pipe",
    onStderr: (line) => {
      lines.push(text(line));
      seen();
    },
  });
  await first;
  assert.deepEqual(lines, ["one\n"]);
  job.stdin?.end("go\n");
  await job.outcome;
  assert.deepEqual(lines, ["one\n", "two\n", "three"]);
});

test(
  "onStderr gets lines over 1 MiB in pieces, and nothing of them is lost, wherever the newlines are",
  bound,
  async () => {
    for (const length of [5 * MIB + 17, MIB + 10_000, MIB + 1, MIB]) {
      const line = `${"p".repeat(length)}\n`;
      const pieces: Uint8Array[] = [];
      await run("sh", ["-c", "cat >&2", token("pieces")], {
        stdin: line.repeat(3),
        onStderr: (piece) => void pieces.push(piece),
      });
      assert.ok(
        Buffer.concat(pieces).equals(Buffer.from(line.repeat(3))),
        `lines of ${length}: ${pieces.map((piece) => piece.length).join()}`,
      );
      assert.equal(pieces.filter((piece) => piece.at(-1) === 10).length, 3);
      // A piece ends where a read ended, so it may be over 1 MiB by one read.
      assert.ok(pieces.every((piece) => piece.length <= 1.25 * MIB));
    }
  },
);

test(
  "an onStderr that throws stops the run with CALLBACK_FAILED, its error as cause, and nothing uncaught",
  bound,
  async () => {
    const own = new Error("the callback's own");
    const job = start("sh", ["-c", "echo bad >&2; sleep 30; :", token("throws")], {
      onStderr: () => {
        throw own;
      },
    });
    await assert.rejects(
      job.result,
      (error) => error instanceof LeashError && error.code === "CALLBACK_FAILED" && error.cause === own,
    );
    const outcome = await job.outcome;
    assert.ok(outcome.kind !== "failed-to-start");
    assert.equal(outcome.stop?.reason, "callback-failed");
  },
);

test("what fails has its stderr attached, and not in the message", bound, async () => {
  await assert.rejects(run("sh", ["-c", "echo the reason >&2; exit 9", token("attached")]), (error) => {
    assert.ok(error instanceof LeashError && error.code === "EXIT_CODE");
    assert.equal(error.result?.stderr, "the reason\n");
    assert.equal(error.result.exitCode, 9);
    assert.ok(!error.message.includes("the reason"));
    return true;
  });
});
