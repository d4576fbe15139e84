import { Transform } from "node:stream";

const NEWLINE = 10;

/**
 * Passes on lines as wholes, several at once where they come so. The reader behind it joins what it has with each piece that
 * comes: of a message of 20 MB in pieces of 64 KiB it would copy gigabytes.
 *
 * It fails with a line that is longer than the limit, in bytes. What comes after the last line end is no line, and is dropped.
 */
export function wholeLines(maxBytes: number): Transform {
  let pieces: Buffer[] = [];
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const end = chunk.lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        this.push(pieces.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...pieces, chunk.subarray(0, end)]));
        pieces = [];
        length = 0;
      }
      const rest = chunk.subarray(end);
      if (rest.length > 0) pieces.push(rest);
      length += rest.length;
      done(
        length <= maxBytes
          ? null
          : new Error(
              `Cannot read a message of more than ${maxBytes} bytes: it would have to be held in memory as a whole`,
            ),
      );
    },
  });
}
