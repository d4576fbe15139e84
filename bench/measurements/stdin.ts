/** A large input in one piece, for a program that reads it all and checks how much it was. */
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";

export const measure: Measure = async (load, params) => {
  const feed = need((await load()).feed, "feed");
  const bytes = params.number("bytes");
  const stdin = new Uint8Array(bytes).fill(120);
  // Not the first time: a kernel that meets these pages for the first time needs longer for that than for copying them, on
  // some virtual machines and unless the process was forked meanwhile.
  await feed(params.text("sink"), [String(bytes)], stdin);
  const begun = performance.now();
  await feed(params.text("sink"), [String(bytes)], stdin);
  return { mbPerSecond: bytes / 1000 / (performance.now() - begun) };
};
