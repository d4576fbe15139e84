import { run } from "../src/index.ts";
await run("true");
for (let turn = 0; turn < 3; turn++) {
  const r = await Promise.all(Array.from({ length: 50 }, async (_, i) => run("/bin/sh", ["-c", 'cat; echo "$0" >&2; echo "$1"', "tok", String(i)], { stdin: `input ${i}\n` })));
  r.forEach((x, i) => { if (x.stdout !== `input ${i}\n${i}\n`) console.log(turn, i, JSON.stringify(x)); });
}
let max = 0; let last = performance.now(); setInterval(() => {}, 1).unref();
