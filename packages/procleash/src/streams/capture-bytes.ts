import { createCapture } from "./capture.ts";
import type { Capture, Capturing } from "./capture.ts";
import { ownConcat } from "./own.ts";
import { createWhole } from "./whole.ts";

/** What is kept of a stream as one piece of memory, see `Capture`. */
export interface BytesCapture extends Capturing {
  kept(): Buffer;
}

export function createBytesCapture(limitBytes: number): BytesCapture {
  let whole = createWhole(limitBytes);
  let overflow: Capture | null = null;
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    get cut() {
      return bytes > limitBytes;
    },
    push: (chunk) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) {
        whole.push(chunk);
        return;
      }
      if (overflow === null) {
        overflow = createCapture(limitBytes);
        overflow.push(whole.all());
        whole = createWhole(0);
      }
      overflow.push(chunk);
    },
    kept: () => (overflow === null ? whole.all() : ownConcat(overflow.pieces())),
  };
}
