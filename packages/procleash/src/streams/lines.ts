import { StringDecoder } from "node:string_decoder";

/** Cuts a stream of chunks into lines. `\n` ends a line. */
export interface Splitter<Line> {
  /** The lines that end in this chunk. */
  push(chunk: Uint8Array): Split<Line>;
  /** The last line, if it lacks its newline. */
  end(): Line[];
}

export interface Split<Line> {
  readonly lines: Line[];
  /** A line over the limit began after `lines`: the rest is not delivered. */
  readonly tooLong: boolean;
}

const NEWLINE = 10;

/** Lines as bytes, each with its newline. A line within one chunk is a view of it; a longer one is joined once, at its end. */
export function byteSplitter(maxLineBytes: number): Splitter<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let pending = 0;
  return {
    push: (chunk) => {
      const lines: Uint8Array[] = [];
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        if (pending + at - from > maxLineBytes) return { lines, tooLong: true };
        const rest = chunk.subarray(from, at + 1);
        lines.push(pending === 0 ? rest : Buffer.concat([...pieces, rest]));
        pieces = [];
        pending = 0;
        from = at + 1;
      }
      if (from < chunk.length) {
        pieces.push(chunk.subarray(from));
        pending += chunk.length - from;
      }
      return { lines, tooLong: pending > maxLineBytes };
    },
    end: () => (pending === 0 ? [] : [Buffer.concat(pieces)]),
  };
}

/**
 * Lines of text without their terminator, `\n` or `\r\n`; a lone `\r` is data. Decoding a chunk at once and splitting the
 * text is several times cheaper than decoding each line; the decoder keeps what a chunk cuts off of a character.
 */
export function textSplitter(maxLineBytes: number): Splitter<string> {
  const decoder = new StringDecoder("utf8");
  let pieces: string[] = [];
  let pending = 0;

  const finish = (tail: string): string => {
    pieces.push(tail);
    const line = pieces.length === 1 ? tail : pieces.join("");
    pieces = [];
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  };
  const split = (chunk: Uint8Array): string[] => {
    const texts = decoder.write(chunk).split("\n");
    const last = texts.pop() as string;
    if (texts.length > 0) {
      texts[0] = finish(texts[0] as string);
      for (let index = 1; index < texts.length; index++) {
        const line = texts[index] as string;
        if (line.endsWith("\r")) texts[index] = line.slice(0, -1);
      }
    }
    // A flattened piece, kept by itself: many short pieces are joined once, at the end of the line.
    if (last !== "") pieces.push(last);
    return texts;
  };

  return {
    push: (chunk) => {
      const cut = tooLongFrom(chunk, pending, maxLineBytes);
      if (cut !== null) return { lines: cut === 0 ? [] : split(chunk.subarray(0, cut)), tooLong: true };
      const newline = chunk.lastIndexOf(NEWLINE);
      pending = newline < 0 ? pending + chunk.length : chunk.length - newline - 1;
      return { lines: split(chunk), tooLong: false };
    },
    end: () => {
      const rest = decoder.end();
      if (rest !== "") pieces.push(rest);
      // Without a newline after it, a last \r ends nothing: it is data.
      return pieces.length === 0 ? [] : [pieces.join("")];
    },
  };
}

/** Where in the chunk the first line starts that is over the limit, or null. `pending` bytes of the first line came before. */
function tooLongFrom(chunk: Uint8Array, pending: number, maxLineBytes: number): number | null {
  if (pending + chunk.length <= maxLineBytes) return null;
  let from = 0;
  let before = pending;
  for (;;) {
    const at = chunk.indexOf(NEWLINE, from);
    if (before + (at < 0 ? chunk.length : at) - from > maxLineBytes) return from;
    if (at < 0) return null;
    from = at + 1;
    before = 0;
  }
}
