// Promise 4 on a host whose event loop is slow: time that passes while nothing could be read is not silence.
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import test from "node:test";
import { run, start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { assertProved } from "../../support/trees.ts";

guardAgainstLeaks();
const bound = { timeout: 120_000 };

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

for (const ms of [5, 20, 150]) {
  test(
    `${ms} ms of the loop gone at each program's end, thirty programs side by side: every last word arrives`,
    bound,
    async () => {
      const slow = (): void => block(ms);
      subscribe("procleash:leader-exit", slow);
      const lost: string[] = [];
      const lane = async (l: number): Promise<void> => {
        for (let i = 0; i < 4; i++) {
          const seconds = `0.${10 + ((l * 7 + i * 3) % 20)}`;
          const { stdout, outcome } = await run(
            "/bin/sh",
            ["-c", `sleep ${seconds}; echo "last word"`, token("busy")],
            { reject: false },
          );
          const { output } = assertProved(outcome);
          if (stdout !== "last word\n" || output !== "complete") lost.push(`${JSON.stringify(stdout)} ${output}`);
        }
      };
      await Promise.all(Array.from({ length: 30 }, (_, l) => lane(l)));
      unsubscribe("procleash:leader-exit", slow);
      assert.deepEqual(lost, []);
    },
  );
}

test(
  "a loop that is blocked for longer than the output limits does not make a talkative program silent",
  bound,
  async () => {
    const talks = 'i=0; while [ $i -lt 30 ]; do echo "$i"; sleep 0.05; i=$((i+1)); done';
    const job = start("/bin/sh", ["-c", talks, token("talks")], { idleTimeout: 600, firstOutputTimeout: 600 });
    await job.started;
    block(900);
    const { stdout, outcome } = await job.result;
    assert.equal(assertProved(outcome).stop, null);
    assert.equal(stdout.split("\n").length, 31);
  },
);

test("a loop that is blocked while leftovers write does not cut their words short", bound, async () => {
  const writes = '(i=0; while [ $i -lt 20 ]; do echo "$i"; sleep 0.05; i=$((i+1)); done) & exit 0';
  const job = start("/bin/sh", ["-c", writes, token("leftover")], { lingerTimeout: 400 });
  // The leader is gone, its end is known, and now nobody reads.
  const slow = (): void => void setImmediate(() => block(500));
  subscribe("procleash:leader-exit", slow);
  const { stdout, outcome } = await job.result;
  unsubscribe("procleash:leader-exit", slow);
  assert.deepEqual(assertProved(outcome).rungs, []);
  assert.equal(stdout.split("\n").length, 21);
});
