import type { KeptStream } from "../jobs/kept-stream.ts";
import type { Pattern } from "../jobs/pattern.ts";

/** Looks through the lines of a stream as they come; each byte is looked at once. */
export interface Search {
  /** Goes on to where the stream ends now. True: a line was found, also one that is still being written. */
  go(): Promise<boolean>;
}

const STEP_BYTES = 64 * 1024;
/** Of a line that does not end, so much is looked at together. */
const MAX_LINE_BYTES = 256 * 1024;

export function createSearch(stream: KeptStream, from: number, matches: Pattern): Search {
  let at = from;
  let rest: Buffer = Buffer.alloc(0);
  return {
    go: async () => {
      for (;;) {
        const { bytes, to, dropped } = await stream.read(at, STEP_BYTES);
        if (bytes.length === 0) return false;
        at = to;
        const joined = dropped > 0 ? bytes : Buffer.concat([rest, bytes]);
        // In latin1 a byte is a character, so that a line may be cut anywhere; `compile` turns the pattern the same way.
        const lines = joined.toString("latin1").split("\n");
        if (lines.some((line) => matches(line))) return true;
        const last = joined.subarray(joined.lastIndexOf(10) + 1);
        rest = Buffer.from(last.subarray(Math.max(0, last.length - MAX_LINE_BYTES)));
      }
    },
  };
}
