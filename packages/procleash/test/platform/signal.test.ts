// Promise: no number reaches our own group, init, or everybody.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import test, { mock } from "node:test";
import { signalGroup, signalProcess } from "../../src/platform/signal.ts";

test("0, 1, negative numbers, fractions and NaN are never signalled", () => {
  const kill = mock.method(process, "kill", () => true);
  try {
    for (const number of [0, -0, 1, -1, -4711, 1.5, NaN, Infinity]) {
      assert.equal(signalProcess(number, "SIGKILL"), "gone", `process ${number}`);
      assert.equal(signalGroup(number, "SIGKILL"), "gone", `group ${number}`);
    }
    assert.equal(kill.mock.callCount(), 0);
  } finally {
    kill.mock.restore();
  }
});

test("what became of a signal: sent, gone, not permitted; anything else is thrown", async () => {
  const child = spawn("sleep", ["60"], { detached: true });
  const pid = child.pid as number;
  assert.equal(signalGroup(pid, "SIGCONT"), "sent");
  assert.equal(signalProcess(pid, "SIGKILL"), "sent");
  await once(child, "exit");
  assert.equal(signalProcess(pid, "SIGKILL"), "gone");
  assert.equal(signalGroup(pid, "SIGKILL"), "gone");

  for (const [code, answer] of [["EPERM", "not-permitted"] as const, ["EINVAL", null] as const]) {
    const kill = mock.method(process, "kill", () => {
      throw Object.assign(new Error(code), { code });
    });
    try {
      if (answer === null) assert.throws(() => signalProcess(pid, "SIGTERM"), { code });
      else assert.equal(signalProcess(pid, "SIGTERM"), answer);
    } finally {
      kill.mock.restore();
    }
  }
});
