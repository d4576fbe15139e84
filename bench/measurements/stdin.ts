/** A large input in one piece, for a program that reads it all and checks how much it was. */
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";

export const measure: Measure = async (load, params) => {
  const feed = need((await load()).feed, "feed");
  const bytes = params.number("bytes");
  // What the first start of a process costs is no matter of its stdin.
  await feed(params.text("sink"), ["1"], new Uint8Array(1));
  const stdin = new Uint8Array(bytes).fill(120);
  const begun = performance.now();
  await feed(params.text("sink"), [String(bytes)], stdin);
  return { mbPerSecond: bytes / 1000 / (performance.now() - begun) };
};
