import { StringDecoder } from "node:string_decoder";
import { createBlocks } from "./blocks.ts";
import { createCapture } from "./capture.ts";
import type { Capture, Capturing } from "./capture.ts";
import { decodeAll } from "./text.ts";

/** What is kept of a stream of text, see `Capture`. It is decoded as it comes, so that it is in memory once. */
export interface TextCapture extends Capturing {
  /**
   * What was kept. To be asked for once.
   *
   * @throws {RangeError} or an error with the code ERR_STRING_TOO_LONG, if a string cannot be so long (512 MiB in today's V8).
   */
  kept(): string;
}

/** Decoded so many at a time: as few pieces as will do, and memory that is used again. */
const BLOCK_BYTES = 256 * 1024;

export function createTextCapture(limitBytes: number): TextCapture {
  const decoder = new StringDecoder("utf8");
  let text: string[] = [];
  /** What is not decoded yet: all of a short output. */
  const rest = createBlocks();
  let overflow: Capture | null = null;
  let bytes = 0;

  const decodeRest = (): void => {
    for (const piece of rest.pieces()) text.push(decoder.write(piece));
    rest.clear();
  };
  /** There will be a head and a tail: they are cut by bytes. */
  const cutByBytes = (): Capture => {
    const capture = createCapture(limitBytes);
    for (const piece of text) capture.push(Buffer.from(piece));
    for (const piece of rest.pieces()) capture.push(piece);
    rest.clear();
    text = [];
    return capture;
  };

  return {
    get bytes() {
      return bytes;
    },
    get cut() {
      return bytes > limitBytes;
    },
    push: (chunk) => {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        overflow ??= cutByBytes();
        overflow.push(chunk);
        return;
      }
      if (rest.bytes + chunk.length > BLOCK_BYTES) decodeRest();
      rest.push(chunk);
    },
    kept: () => {
      if (overflow !== null) return decodeAll(overflow.pieces());
      if (text.length === 0) return decodeAll(rest.pieces());
      decodeRest();
      text.push(decoder.end());
      // A rope: join() would copy them all.
      return text.reduce((all, piece) => all + piece);
    },
  };
}
