import type { Outcome, OutputStream, Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import type { NextBatch } from "../streams/iterate.ts";
import type { MakeReading, Reading } from "../streams/reading.ts";
import type { Source } from "../streams/source.ts";
import type { Keeper } from "./keep-stderr.ts";
import { interruption, interruptionBy } from "./verdict.ts";

/** What a reader needs to know of the run that it reads. */
export interface Readable {
  readonly spec: ResolvedSpec;
  readonly outcome: Promise<Outcome>;
  /** Rejects if the run cannot start. */
  source(stream: OutputStream): Promise<Source>;
  readonly keeper: Keeper;
  stop(why: Stop): void;
}

/**
 * The items of a stream, as many at a time as came at once. After the last one the run's end is awaited: the iteration ends
 * with the run, or fails with it, after all that came before was delivered, also a last line without its newline.
 */
export function readItems<Item>(run: Readable, stream: OutputStream, make: MakeReading<Item>): NextBatch<Item> {
  let reading: Reading<Item> | null = null;
  const tooLong = { reason: "line-too-long", stream, limitBytes: run.spec.maxLineBytes } as const;
  const later = async (asked: Promise<Item[] | null> | null): Promise<Item[] | null> => {
    reading ??= beginReading(await run.source(stream), run, stream, make, () => run.stop(tooLong));
    const batch = await (asked ?? reading.next());
    if (batch !== null) return batch;
    const outcome = await run.outcome;
    const failed = reading.tooLong ? interruptionBy(run.spec, outcome, tooLong) : interruption(run.spec, outcome);
    if (failed !== null) throw failed;
    return null;
  };
  return () => {
    const batch = reading?.next() ?? null;
    return Array.isArray(batch) ? batch : later(batch);
  };
}

function beginReading<Item>(
  source: Source,
  { keeper }: Readable,
  stream: OutputStream,
  make: MakeReading<Item>,
  onTooLong: () => void,
): Reading<Item> {
  const reading = make(() => source.taken(), onTooLong);
  // Until somebody really reads it, stderr is drained so that it cannot stop the program.
  if (stream === "stderr") for (const piece of keeper.handOver()) reading.push(piece);
  source.attach(reading);
  return reading;
}
