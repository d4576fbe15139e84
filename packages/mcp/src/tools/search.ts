import type { KeptStream } from "../jobs/kept-stream.ts";
import type { Pattern } from "../jobs/pattern.ts";

/** Looks through a stream as it comes; each byte is looked at once. */
export interface Search {
  /** How far it has looked, in bytes from the beginning of the stream. */
  readonly at: number;
  /** Goes on to where the stream ends now, unless it is to stop before. */
  go(stopped: () => boolean): Promise<"found" | "end" | "stopped">;
}

const STEP_BYTES = 64 * 1024;

export function createSearch(stream: KeptStream, from: number, pattern: Pattern): Search {
  let at = from;
  return {
    get at() {
      return at;
    },
    go: async (stopped) => {
      for (;;) {
        const { bytes, to, dropped } = await stream.read(at, STEP_BYTES);
        if (bytes.length === 0) return "end";
        at = to;
        if (dropped > 0) pattern.skip();
        if (pattern.push(bytes)) return "found";
        if (stopped()) return "stopped";
      }
    },
  };
}
