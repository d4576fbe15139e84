// Promise: both ways to start a process keep the same contract.
import assert from "node:assert/strict";
import { closeSync, constants, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { spawnByNode } from "../../src/spawn/by-node.ts";
import { chooseRoad } from "../../src/spawn/road.ts";
import type { Child, Spawn, SpawnRequest } from "../../src/spawn/types.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { hasProc, token } from "../support/processes.ts";

guardAgainstLeaks();
const bound = { timeout: 30_000 };
const { spawn, insteadOfAddon } = chooseRoad();
const roads: readonly (readonly [string, Spawn])[] = [
  ["node", spawnByNode],
  ...(insteadOfAddon === null ? [["the addon", spawn] as const] : []),
];

function sh(script: string, more: Partial<SpawnRequest> = {}): SpawnRequest {
  return {
    path: "/bin/sh",
    argv: ["sh", "-c", script, token("child")],
    env: { PATH: process.env["PATH"] },
    streams: ["ignore", "writes", "ignore"],
    ownSession: true,
    ...more,
  };
}

/** All that it writes; `onWords` is told of each read. */
function textOf(child: Child, number = 1, onWords: () => void = () => {}): Promise<string> {
  let text = "";
  return new Promise((resolve) => {
    child.inlets[number]?.open({
      push: (bytes) => {
        text += bytes.toString();
        onWords();
        return true;
      },
      end: () => resolve(text),
    });
  });
}

for (const [road, start] of roads) {
  test(`${road}: how it ended is told, as code or as signal`, bound, async () => {
    const three = await start(sh("exit 3"));
    assert.equal(await textOf(three), "");
    assert.deepEqual(await three.ended(), { code: 3, signal: null });
    const killed = await start(sh("kill -9 $$"));
    assert.equal(await textOf(killed), "");
    assert.deepEqual(await killed.ended(), { code: null, signal: "SIGKILL" });
    assert.deepEqual(await killed.ended(), { code: null, signal: "SIGKILL" }, "asked again");
  });

  test(`${road}: argv, environment and session are those that were asked for`, bound, async () => {
    const script = 'echo "$0|$1|$A|$B|"; tr "\\0" "\\n" </proc/$$/cmdline | head -n 1; ps -o sid= -p $$';
    const argv = ["known as", "-c", script, "päth", "two words"] as const;
    const child = await start(sh("", { argv: [...argv], env: { PATH: process.env["PATH"], A: "€ 'x'", B: "" } }));
    const [words, name, session] = (await textOf(child)).split("\n");
    assert.deepEqual([words, name], ["päth|two words|€ 'x'||", "known as"]);
    assert.equal(Number(session), child.pid);
    await child.ended();
  });

  test(`${road}: it has its own descriptors and no other, also those that are copied crosswise`, bound, async () => {
    const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
    const files = ["a", "b"].map((name) => openSync(join(folder, name), "w+"));
    const [first = -1, second = -1] = files;
    const child = await start(
      sh("ls /proc/self/fd | grep -x . | tr '\\n' ' '; echo to b >&2; echo to a >&3; cat <&4 >&5", {
        streams: ["ignore", "writes", second, first, "reads", "writes"],
      }),
    );
    child.inputs[4]?.end("up and down");
    const [listed, echoed] = await Promise.all([textOf(child, 1), textOf(child, 5)]);
    assert.equal(echoed, "up and down");
    // `ls` has one more, of the folder that it lists. Numbers of two digits are what others have left in this process.
    if (hasProc) assert.match(listed, /^0 1 2 3 4 5 (6 )?$/);
    await child.ended();
    for (const file of files) closeSync(file);
    assert.deepEqual(
      ["a", "b"].map((name) => readFileSync(join(folder, name), "utf8")),
      ["to a\n", "to b\n"],
    );
    rmSync(folder, { recursive: true });
  });

  test(
    `${road}: every word on the channel is heard, also by one that listens late; then it is closed`,
    bound,
    async () => {
      const child = await start(
        sh("read -r go; cat <&3 | wc -c", { streams: ["reads", "writes", "ignore", "listens"] }),
      );
      for (let i = 0; i < 5_000; i++) child.channel.write("signal 15\n");
      child.channel.close();
      child.inputs[0]?.end("go\n");
      assert.equal(Number(await textOf(child)), 50_000);
      await child.ended();
    },
  );

  test(`${road}: a descriptor that was made non-blocking blocks again in it`, bound, async (t) => {
    if (!hasProc) return t.skip("no /proc to look into");
    const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
    const file = openSync(join(folder, "file"), constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK);
    const look = "while read -r name value; do [ $name != flags: ] || echo $value; done </proc/$$/fdinfo/2";
    const child = await start(sh(look, { streams: ["ignore", "writes", file] }));
    const flags = await textOf(child);
    assert.match(flags, /^0\d+\n$/);
    assert.equal(Number.parseInt(flags, 8) & constants.O_NONBLOCK, 0, flags);
    await child.ended();
    closeSync(file);
    rmSync(folder, { recursive: true });
  });

  test(`${road}: signals reach it while it lives, and nobody after it`, bound, async () => {
    const child = await start(sh("trap 'echo got it; exit' USR1; echo ready; while :; do sleep 0.05; done"));
    let sent = false;
    const words = await textOf(child, 1, () => {
      if (!sent) child.signal("SIGUSR1");
      sent = true;
    });
    assert.equal(words, "ready\ngot it\n");
    await child.ended();
    child.signal("SIGKILL");
    child.channel.write("nobody\n");
    child.channel.close();
  });

  test(`${road}: what the system refuses is its own error, and leaves no descriptor`, bound, async () => {
    const before = descriptors();
    const request = sh("", { path: "/no/such/program", streams: ["reads", "writes", "writes", "writes", "listens"] });
    await assert.rejects(start(request), { code: "ENOENT", errno: -2, path: "/no/such/program" });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(descriptors(), before);
  });
}

/** Those of this process; none where the system does not tell. */
function descriptors(): readonly string[] {
  // The folder itself is one of them while it is read, each time the same.
  return hasProc ? readdirSync("/proc/self/fd") : [];
}
