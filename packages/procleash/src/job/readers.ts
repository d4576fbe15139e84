import { LeashError } from "../errors.ts";
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

/** Who reads which stream: each has one reader, the first that asked. */
export interface Claims {
  /**
   * Takes all of the streams or none.
   *
   * @throws {LeashError} `STREAM_UNAVAILABLE` if one is no pipe or has a reader.
   */
  take(reader: string, ...streams: readonly OutputStream[]): void;
  isFree(stream: OutputStream): boolean;
}

export function createClaims(spec: ResolvedSpec): Claims {
  const readers = new Map<OutputStream, string>();
  if (spec.onStderr !== undefined) readers.set("stderr", "onStderr");
  const check = (reader: string, stream: OutputStream): void => {
    if (spec[stream] !== "pipe") {
      throw new LeashError(
        "STREAM_UNAVAILABLE",
        `Cannot read ${stream} with ${reader}: it is no pipe; start with ${stream}: "pipe"`,
      );
    }
    const other = readers.get(stream);
    if (other !== undefined) {
      throw new LeashError(
        "STREAM_UNAVAILABLE",
        `Cannot read ${stream} with ${reader}: ${other} reads it already; a stream has one reader`,
      );
    }
  };
  return {
    isFree: (stream) => spec[stream] === "pipe" && !readers.has(stream),
    take: (reader, ...streams) => {
      for (const stream of streams) check(reader, stream);
      for (const stream of streams) readers.set(stream, reader);
    },
  };
}

/**
 * The items of a stream, as many at a time as came at once. After the last one the run's end is awaited: the iteration ends
 * with the run, or fails with it, after all that came before was delivered, also a last line without its newline.
 */
export function readItems<Item>(run: Readable, stream: OutputStream, make: MakeReading<Item>): NextBatch<Item> {
  let reading: Reading<Item> | null = null;
  const tooLong = { reason: "line-too-long", stream, limitBytes: run.spec.maxLineBytes } as const;
  return async () => {
    reading ??= beginReading(await run.source(stream), run, stream, make, () => run.stop(tooLong));
    const batch = await reading.next();
    if (batch !== null) return batch;
    const outcome = await run.outcome;
    const failed = reading.tooLong ? interruptionBy(run.spec, outcome, tooLong) : interruption(run.spec, outcome);
    if (failed !== null) throw failed;
    return null;
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
