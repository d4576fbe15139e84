/** One program after the other: the wall time of each, and the CPU time of the host and its children. */
import { median } from "./median.ts";
import type { Measure } from "./measurement.ts";
import { cpuMs } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const { run } = await load();
  const program = params.text("program");
  const runs = params.number("runs");
  for (let i = 0; i < params.number("warm"); i++) await run(program, []);
  const times: number[] = [];
  const cpu = cpuMs();
  for (let i = 0; i < runs; i++) {
    const before = performance.now();
    await run(program, []);
    times.push(performance.now() - before);
  }
  return { wallMs: median(times), cpuMs: (cpuMs() - cpu) / runs };
};
