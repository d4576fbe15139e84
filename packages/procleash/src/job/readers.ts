import { LeashError } from "../errors.ts";
import type { Outcome, OutputStream, Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import type { NextBatch } from "../streams/iterate.ts";
import type { Splitter } from "../streams/lines.ts";
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

/** The chunks of a stream. After the last one the run's end is awaited: the iteration ends with the run, or fails with it. */
export function nextChunk(run: Readable, stream: OutputStream): () => Promise<Uint8Array | null> {
  let source: Source | null = null;
  return async () => {
    if (source === null) {
      source = await run.source(stream);
      // Until somebody really reads it, stderr is drained so that it cannot stop the program.
      if (stream === "stderr") source.hold(run.keeper.handOver());
    }
    const chunk = await source.next();
    if (chunk !== null) return chunk;
    const failed = interruption(run.spec, await run.outcome);
    if (failed !== null) throw failed;
    return null;
  };
}

/** The lines of a stream, as many at a time as came at once. */
export function nextLines<Line>(run: Readable, stream: OutputStream, splitter: Splitter<Line>): NextBatch<Line> {
  const next = nextChunk(run, stream);
  let end: "not-yet" | "reached" | "too-long" = "not-yet";
  let interrupted: unknown = null;

  return async () => {
    if (end === "too-long") throw await lineTooLong(run, stream);
    if (end === "reached") {
      if (interrupted !== null) throw interrupted;
      return null;
    }
    let chunk: Uint8Array | null = null;
    try {
      chunk = await next();
    } catch (error) {
      // What came before the interruption is delivered first, also a last line without its newline.
      interrupted = error;
    }
    if (chunk === null) {
      end = "reached";
      const last = splitter.end();
      if (last.length > 0) return last;
      if (interrupted !== null) throw interrupted;
      return null;
    }
    const { lines, tooLong } = splitter.push(chunk);
    if (tooLong) {
      end = "too-long";
      run.stop({ reason: "line-too-long", stream, limitBytes: run.spec.maxLineBytes });
      // Nobody will read the rest.
      void run.source(stream).then((source) => source.pour(() => {}));
    }
    return lines;
  };
}

async function lineTooLong(run: Readable, stream: OutputStream): Promise<unknown> {
  const outcome = await run.outcome;
  return interruptionBy(run.spec, outcome, { reason: "line-too-long", stream, limitBytes: run.spec.maxLineBytes });
}
