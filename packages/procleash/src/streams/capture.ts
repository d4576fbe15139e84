import { createBlocks } from "./blocks.ts";

/** Takes the bytes of a stream, as many as there are. */
export interface Capturing {
  readonly bytes: number;
  /** Is anything lost? */
  readonly cut: boolean;
  /** Copies what it keeps. */
  push(chunk: Uint8Array): void;
}

/**
 * What is kept of a stream: all of it up to a limit; beyond, its head and its tail (half of the limit each), so that
 * memory is bounded whatever the program writes.
 */
export interface Capture extends Capturing {
  /** What was kept, in order; between head and tail, where something is lost, a mark that says how much. */
  pieces(): Buffer[];
}

export function createCapture(limitBytes: number): Capture {
  const headLimit = limitBytes === Infinity ? Infinity : Math.ceil(limitBytes / 2);
  const tailLimit = limitBytes === Infinity ? 0 : Math.floor(limitBytes / 2);
  const head = createBlocks();
  const tail = createBlocks();
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
      const room = headLimit - head.bytes;
      if (room >= chunk.length) {
        head.push(chunk);
        return;
      }
      if (room > 0) head.push(chunk.subarray(0, room));
      tail.push(chunk.subarray(Math.max(0, room)));
      tail.dropWhileOver(tailLimit);
    },
    pieces: () => {
      if (bytes <= limitBytes) return [...head.pieces(), ...tail.pieces()];
      return headAndTail(Buffer.concat(head.pieces()), Buffer.concat(tail.pieces()), tailLimit, bytes);
    },
  };
}

function headAndTail(head: Buffer, kept: Buffer, tailLimit: number, bytes: number): Buffer[] {
  const first = trimEnd(head);
  const last = trimStart(kept.subarray(Math.max(0, kept.length - tailLimit)));
  return [first, mark(bytes - first.length - last.length), last];
}

function mark(lost: number): Buffer {
  return Buffer.from(`\n[… ${lost} bytes left out …]\n`);
}

/** A cut must not fall into a character: bytes 10xxxxxx continue one, see RFC 3629. */
function trimStart(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && start < bytes.length && ((bytes[start] as number) & 0xc0) === 0x80) start++;
  return bytes.subarray(start);
}

function trimEnd(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
