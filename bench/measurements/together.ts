/** So many programs at once, wave after wave. */
import type { Measure } from "./measurement.ts";

export const measure: Measure = async (load, params) => {
  const { run } = await load();
  const program = params.text("program");
  const count = params.number("count");
  const waves = params.number("waves");
  const wave = (): Promise<unknown> => Promise.all(Array.from({ length: count }, () => run(program, [])));
  await wave();
  const begun = performance.now();
  for (let i = 0; i < waves; i++) await wave();
  return { perSecond: (count * waves * 1000) / (performance.now() - begun) };
};
