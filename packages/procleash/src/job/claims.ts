import { LeashError } from "../errors.ts";
import type { OutputStream } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";

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
  return new FirstCome(spec);
}

class FirstCome implements Claims {
  private readonly spec: ResolvedSpec;
  private stdout: string | null = null;
  private stderr: string | null;

  constructor(spec: ResolvedSpec) {
    this.spec = spec;
    this.stderr = spec.onStderr === undefined ? null : "onStderr";
  }

  isFree(stream: OutputStream): boolean {
    return this.spec[stream] === "pipe" && this[stream] === null;
  }

  take(reader: string, ...streams: readonly OutputStream[]): void {
    for (const stream of streams) this.check(reader, stream);
    for (const stream of streams) this[stream] = reader;
  }

  private check(reader: string, stream: OutputStream): void {
    const attempted = `Cannot read ${stream} with ${reader}`;
    if (this.spec[stream] !== "pipe")
      throw new LeashError("STREAM_UNAVAILABLE", `${attempted}: it is no pipe; start with ${stream}: "pipe"`);
    const other = this[stream];
    if (other !== null)
      throw new LeashError("STREAM_UNAVAILABLE", `${attempted}: ${other} reads it already; a stream has one reader`);
  }
}
