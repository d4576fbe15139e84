// Promise: the hundredth run is as the first, and many at once are as one.
import assert from "node:assert/strict";
import process from "node:process";
import { run } from "procleash";
import { holds } from "./support/cases.ts";

const node = process.execPath;

holds("100 in a row", async () => {
  for (let i = 0; i < 100; i++)
    assert.equal((await run("cmd.exe", ["/d", "/c", "echo", String(i)])).stdout.trim(), String(i));
});

holds("20 at once", async () => {
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => run(node, ["-p", String(i)])));
  assert.deepEqual(
    all.map(({ stdout }) => stdout.trim()),
    Array.from({ length: 20 }, (_, i) => String(i)),
  );
});
