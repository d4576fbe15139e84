/** The longest time that the event loop stands still during a run, in a host that has touched so much memory. */
import { median } from "./median.ts";
import type { Measure } from "./measurement.ts";

const GIB = 2 ** 30;

export const measure: Measure = async (load, params) => {
  const { run } = await load();
  const program = params.text("program");
  const memory = Array.from({ length: params.number("gib") }, () => new Uint8Array(GIB).fill(1));
  await run(program, []);
  const pauses: number[] = [];
  const end = performance.now() + params.number("enoughMs");
  for (let i = 0; i < params.number("starts") && performance.now() < end; i++)
    pauses.push(await longestPause(() => run(program, [])));
  return { pauseMs: median(pauses), worstMs: Math.max(...pauses), touched: memory.length };
};

async function longestPause(act: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let over = false;
  const beat = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!over) setImmediate(beat);
  };
  setImmediate(beat);
  await act();
  over = true;
  return longest;
}
