import type { OutputStream } from "../outcome.ts";
import type { NextBatch } from "../streams/iterate.ts";
import { handled } from "./handled.ts";
import type { OutputEvent } from "./types.ts";

/**
 * Merges the lines of both streams in the order in which they are read. A stream is asked for more only when what it gave
 * was handed out, so that a slow reader holds back the program.
 */
export function mergeLines(lanes: readonly (readonly [OutputStream, NextBatch<string>])[]): NextBatch<OutputEvent> {
  interface Answer {
    readonly lane: number;
    readonly batch: readonly string[] | null;
    readonly at: number;
  }
  const answer = async (lane: number): Promise<Answer> => {
    const [, next] = lanes[lane] as (typeof lanes)[number];
    const batch = await next();
    return { lane, batch, at: Date.now() };
  };
  const ask = (lane: number): Promise<Answer> => handled(answer(lane));
  const asked = new Map<number, Promise<Answer>>();
  let begun = false;

  return async () => {
    if (!begun) {
      begun = true;
      for (const lane of lanes.keys()) asked.set(lane, ask(lane));
    }
    while (asked.size > 0) {
      const { lane, batch, at } = await Promise.race(asked.values());
      asked.delete(lane);
      if (batch === null) continue;
      asked.set(lane, ask(lane));
      const [stream] = lanes[lane] as (typeof lanes)[number];
      return batch.map((line) => ({ stream, line, at }));
    }
    return null;
  };
}
