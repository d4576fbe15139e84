// Promise: what was measured to be wrong in the original does not come back.
import assert from "node:assert/strict";
import test from "node:test";
import { ProcessRunner, ProcessSpec, runProcess } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { FILE_TOKEN, hasProc, identify, isAlive, token, withToken } from "../../support/processes.ts";
import type { Identity } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { collect, pidsOf, text } from "../../support/reading.ts";

guardAgainstLeaks();
const runner = new ProcessRunner();
const bound = { timeout: 60_000 };

test("a line of 70,000 bytes, and one of 5 MiB, arrive whole (the original raised over 64 KiB)", bound, async () => {
  for (const count of [70_000, 5 * 1024 * 1024]) {
    const lines = await collect(
      runner.run(ProcessSpec({ argv: program("writes-bytes.mjs", token("long"), String(count), "stdout", "abc") })),
    );
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.length, count);
  }
});

test("16 MiB of stdin pass through cat (the original wrote all before it read, and stood still)", bound, async () => {
  const stdin = Buffer.alloc(16 * 1024 * 1024, "0123456789abcde\n");
  const { stdout, exitCode } = await runProcess(ProcessSpec({ argv: ["/bin/cat"], stdin }));
  assert.equal(exitCode, 0);
  assert.ok(Buffer.from(stdout).equals(stdin));
});

test("stdin that nobody reads is no error of the caller's (the original let EPIPE escape)", bound, async () => {
  const stdin = Buffer.alloc(1024 * 1024, "x");
  const spec = ProcessSpec({ argv: program("exits-with.sh", token("epipe"), "5"), stdin });
  assert.equal((await runProcess(spec)).exitCode, 5);
  assert.equal((await collect(runner.run(spec))).length, 1);
});

test("a grandchild that holds the pipes cannot hold the caller (the original waited for it)", bound, async () => {
  const spec = ProcessSpec({ argv: program("leaves-child-holding-output.sh", token("holds")) });
  const { stdout, exitCode } = await runProcess(spec);
  assert.equal(exitCode, 0);
  assert.equal(
    pidsOf(stdout).some((pid) => isLive(pid)),
    false,
  );
});

test("the exit code is the true one (the original always said 0)", bound, async () => {
  for (const code of [0, 1, 2, 127, 255]) {
    const { exitCode } = await runProcess(ProcessSpec({ argv: program("exits-with.sh", token("code"), String(code)) }));
    assert.equal(exitCode, code);
  }
});

test(
  "a descendant that ignores SIGTERM does not outlive a leader that obeys it (in the original it did)",
  bound,
  async () => {
    const abort = new AbortController();
    const impatient = new ProcessRunner({ termTimeout: 100, killTimeout: 10_000 });
    const spec = ProcessSpec({ argv: program("child-ignores-term.sh", token("stubborn")) });
    let tree: Identity[] = [];
    await assert.rejects(
      async () => {
        for await (const line of impatient.run(spec, { signal: abort.signal })) {
          tree = pidsOf(line).map(identify);
          abort.abort();
        }
      },
      { name: "AbortError" },
    );
    assert.deepEqual(tree.map(isAlive), [false, false]);
  },
);

test(
  "a silent background child does not outlive a leader that exits by itself (in the original it did)",
  bound,
  async () => {
    const { stdout, exitCode } = await runProcess(
      ProcessSpec({ argv: program("leaves-silent-child.sh", token("background")) }),
    );
    assert.equal(exitCode, 0);
    assert.equal(
      pidsOf(stdout).some((pid) => isLive(pid)),
      false,
    );
  },
);

test("a daemon in a session of its own does not outlive the run (in the original it always did)", bound, async (t) => {
  if (!hasProc) return t.skip("this system has no setsid program");
  const leaving: Identity[] = [];
  for await (const line of runner.run(
    ProcessSpec({ argv: program("leaves-setsid-daemon.sh", token("daemon"), "30") }),
  )) {
    leaving.push(...pidsOf(line).map(identify));
    break;
  }
  assert.deepEqual(leaving.map(isAlive), [false]);

  const { stdout } = await runProcess(ProcessSpec({ argv: program("leaves-setsid-daemon.sh", token("daemon"), "1") }));
  assert.equal(
    pidsOf(text(stdout)).some((pid) => isLive(pid)),
    false,
  );
});

/** Just after the run: the number cannot have been given to somebody else who also carries the fixture's token. */
function isLive(pid: number): boolean {
  return withToken(FILE_TOKEN).some((found) => found.pid === pid);
}
