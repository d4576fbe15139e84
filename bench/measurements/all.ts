import type { Measure } from "./measurement.ts";

/** Loaded one by one, so that a contender's process holds nothing that it does not need. */
export const MEASUREMENTS: Readonly<Record<string, () => Promise<{ readonly measure: Measure }>>> = {
  start: () => import("./start.ts"),
  together: () => import("./together.ts"),
  pause: () => import("./pause.ts"),
  idle: () => import("./idle.ts"),
  lines: () => import("./lines.ts"),
  "long-line": () => import("./long-line.ts"),
  flat: () => import("./flat.ts"),
  "slow-reader": () => import("./slow-reader.ts"),
  collect: () => import("./collect.ts"),
  discard: () => import("./discard.ts"),
  stdin: () => import("./stdin.ts"),
  stop: () => import("./stop.ts"),
  import: () => import("./import.ts"),
  size: () => import("./size.ts"),
};
