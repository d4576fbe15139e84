/** The import of the tool, in a process that has not seen it before. */
import type { Measure } from "./measurement.ts";

export const measure: Measure = async (load) => {
  const begun = performance.now();
  await load();
  return { importMs: performance.now() - begun };
};
