import type { Bind } from "./enclosure.ts";
export function provideRepair(_root: string): readonly Bind[] {
  throw new Error("there is no repair yet");
}
