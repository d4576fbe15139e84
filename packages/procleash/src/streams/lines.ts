import { isAscii } from "node:buffer";
import { createBlocks } from "./blocks.ts";
import { ownConcat, ownCopy } from "./own.ts";
import type { Splitter } from "./reading.ts";
import { decodeAll } from "./text.ts";

const NEWLINE = 10;

/**
 * Lines are cut out of pieces of at most about so many bytes. A line that is kept keeps its piece (V8 makes a short string
 * a view of the long one that it was cut from, as it is with views of memory): one line of each read must not keep them all.
 */
const PIECE_BYTES = 16 * 1024;

/** How lines are made of the bytes that hold them. */
interface Form<Line> {
  /** Whole lines, the last one with its newline. The bytes are only valid during the call. */
  lines(bytes: Buffer): Line[];
  /** One line that came in pieces, which are only valid during the call. `ended`: its newline is there. */
  line(pieces: readonly Buffer[], ended: boolean): Line;
}

/** Lines as bytes, each with its newline. */
export function byteSplitter(maxLineBytes: number): Splitter<Uint8Array> {
  return createSplitter(maxLineBytes, {
    lines: (bytes) => {
      const own = ownCopy(bytes);
      const { buffer } = own;
      const lines: Uint8Array[] = [];
      for (let from = 0; from < own.length;) {
        const next = own.indexOf(NEWLINE, from) + 1;
        // Not own.subarray(): to make a Buffer of each line takes three times as long.
        lines.push(new Uint8Array(buffer, from, next - from));
        from = next;
      }
      return lines;
    },
    line: (pieces) => {
      const { buffer, length } = ownConcat(pieces);
      return new Uint8Array(buffer, 0, length);
    },
  });
}

/**
 * Lines of text without their terminator, `\n` or `\r\n`; a lone `\r` is data. Decoding many lines at once and splitting the
 * text is several times cheaper than decoding each line; and since `\n` is never a part of another character (RFC 3629), no
 * character is cut between two pieces of whole lines.
 */
export function textSplitter(maxLineBytes: number): Splitter<string> {
  return createSplitter(maxLineBytes, {
    lines: (bytes) => {
      // To decode what is ASCII as if it were Latin-1 is to copy it.
      const text = bytes.toString(isAscii(bytes) ? "latin1" : "utf8", 0, bytes.length - 1);
      const lines = text.split("\n");
      if (!text.includes("\r")) return lines;
      return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
    },
    line: (pieces, ended) => {
      const text = decodeAll([...pieces]);
      // Without a newline after it, a last \r ends nothing: it is data.
      if (!ended) return text;
      return text.endsWith("\r\n") ? text.slice(0, -2) : text.slice(0, -1);
    },
  });
}

function createSplitter<Line>(maxLineBytes: number, form: Form<Line>): Splitter<Line> {
  /** A line whose newline has not come yet. */
  const unfinished = createBlocks();
  return {
    push: (chunk, emit) => {
      const bytes = asBuffer(chunk);
      const end =
        unfinished.bytes + bytes.length <= maxLineBytes ? bytes.length : limitOf(bytes, unfinished.bytes, maxLineBytes);
      const last = bytes.lastIndexOf(NEWLINE, end - 1);
      let from = 0;
      if (last >= 0 && end > 0 && unfinished.bytes > 0) {
        from = bytes.indexOf(NEWLINE) + 1;
        unfinished.push(bytes.subarray(0, from));
        const size = unfinished.bytes;
        const line = form.line(unfinished.pieces(), true);
        unfinished.clear();
        emit([line], size);
      }
      while (end > 0 && from <= last) {
        const to = pieceEnd(bytes, from, last);
        emit(form.lines(bytes.subarray(from, to)), to - from);
        from = to;
      }
      if (end < bytes.length) return false;
      if (from < bytes.length) unfinished.push(from === 0 ? bytes : bytes.subarray(from));
      return true;
    },
    end: (emit) => {
      const size = unfinished.bytes;
      if (size > 0) emit([form.line(unfinished.pieces(), false)], size);
      unfinished.clear();
    },
  };
}

/** Behind the last newline that is near enough, or else the next one. */
function pieceEnd(bytes: Buffer, from: number, last: number): number {
  if (last < from + PIECE_BYTES) return last + 1;
  const near = bytes.lastIndexOf(NEWLINE, from + PIECE_BYTES);
  return (near >= from ? near : bytes.indexOf(NEWLINE, from)) + 1;
}

/** Where the first line begins that is over the limit, or the end of the bytes. `before` bytes of the first line came before. */
function limitOf(bytes: Buffer, before: number, maxLineBytes: number): number {
  let from = 0;
  let pending = before;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
    if (pending + at - from > maxLineBytes) return from;
    from = at + 1;
    pending = 0;
  }
  return pending + bytes.length - from > maxLineBytes ? from : bytes.length;
}

/** Chunks as they come, copied: their memory is the reader's. */
export function chunkSplitter(): Splitter<Uint8Array> {
  return {
    push: (bytes, emit) => {
      emit([ownCopy(bytes)], bytes.length);
      return true;
    },
    end: () => {},
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
