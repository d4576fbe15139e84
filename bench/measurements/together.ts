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
  let done = 0;
  while (done < waves && performance.now() < begun + params.number("enoughMs")) {
    await wave();
    done += 1;
  }
  return { perSecond: (count * done * 1000) / (performance.now() - begun) };
};
