/** One program after the other: the wall time of each, and the CPU time of the host and its children. */
import { median } from "./median.ts";
import type { Measure } from "./measurement.ts";
import { cpuMs } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const { run } = await load();
  const program = params.text("program");
  const runs = params.number("runs");
  const enough = params.number("enoughMs");
  const begun = performance.now();
  for (let i = 0; i < params.number("warm") && performance.now() < begun + enough; i++) await run(program, []);
  const times: number[] = [];
  const cpu = cpuMs();
  const end = performance.now() + enough;
  for (let i = 0; i < runs && performance.now() < end; i++) {
    const before = performance.now();
    await run(program, []);
    times.push(performance.now() - before);
  }
  return { wallMs: median(times), cpuMs: (cpuMs() - cpu) / times.length };
};
