import { StringDecoder } from "node:string_decoder";

/**
 * Decodes UTF-8 that came in pieces. Each piece is let go when it is decoded, so that a large text is not in memory twice.
 *
 * @throws {RangeError} or an error with the code ERR_STRING_TOO_LONG, if a string cannot be so long (512 MiB in today's V8).
 */
export function decodeAll(pieces: Buffer[]): string {
  const [only] = pieces;
  if (pieces.length <= 1) return only?.toString("utf8") ?? "";
  const decoder = new StringDecoder("utf8");
  let text = "";
  for (const [index, piece] of pieces.entries()) {
    text += decoder.write(piece);
    pieces[index] = EMPTY;
  }
  return text + decoder.end();
}

const EMPTY: Buffer = Buffer.alloc(0);
