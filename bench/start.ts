/**
 * What it costs to hold on: a run of `true` through `run()` beside a bare detached `child_process.spawn`, in turn, and the
 * import of the library beside a bare node. Figures are medians; quote the ratios, not the times.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import type * as Procleash from "../packages/procleash/src/index.ts";

const entrance = new URL("../packages/procleash/dist/index.js", import.meta.url);
const { run } = (await import(entrance.href)) as typeof Procleash;
const rounds = Number(process.argv[2] ?? 600);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await act();
  return performance.now() - before;
}

function bare(): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn("true", [], { detached: true });
    child.stdout.resume();
    child.stderr.resume();
    child.once("close", () => resolve());
  });
}

for (let round = 0; round < 50; round++) {
  await bare();
  await run("true");
}
const spawns: number[] = [];
const runs: number[] = [];
for (let round = 0; round < rounds; round++) {
  spawns.push(await time(bare));
  runs.push(await time(() => run("true")));
}

const empty: number[] = [];
const importing: number[] = [];
const start = (code: string): Promise<unknown> =>
  Promise.resolve(spawnSync(process.execPath, ["--input-type=module", "-e", code]));
for (let round = 0; round < 21; round++) {
  empty.push(await time(() => start("")));
  importing.push(await time(() => start(`import ${JSON.stringify(fileURLToPath(entrance))}`)));
}

console.log(
  `node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(2)}`,
);
console.log(
  `true, ${rounds} rounds: bare ${median(spawns).toFixed(2)} ms, run() ${median(runs).toFixed(2)} ms, ratio ${(median(runs) / median(spawns)).toFixed(3)}`,
);
console.log(
  `import, 21 rounds: node ${median(empty).toFixed(1)} ms, with the library ${median(importing).toFixed(1)} ms, difference ${(median(importing) - median(empty)).toFixed(1)} ms`,
);
