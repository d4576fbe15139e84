import { createBlocks } from "./blocks.ts";
import type { Blocks } from "./blocks.ts";

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
  return new HeadAndTail(limitBytes);
}

class HeadAndTail implements Capture {
  bytes = 0;
  private readonly limit: number;
  private readonly head = createBlocks();
  /** Most streams need none. */
  private tail: Blocks | null = null;

  constructor(limitBytes: number) {
    this.limit = limitBytes;
  }

  get cut(): boolean {
    return this.bytes > this.limit;
  }

  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    const room = Math.ceil(this.limit / 2) - this.head.bytes;
    if (room >= chunk.length) {
      this.head.push(chunk);
      return;
    }
    if (room > 0) this.head.push(chunk.subarray(0, room));
    this.tail ??= createBlocks();
    this.tail.push(chunk.subarray(Math.max(0, room)));
    this.tail.dropWhileOver(Math.floor(this.limit / 2));
  }

  pieces(): Buffer[] {
    const [head, tail] = [this.head.pieces(), this.tail?.pieces() ?? []];
    if (!this.cut) return [...head, ...tail];
    return headAndTail(Buffer.concat(head), Buffer.concat(tail), Math.floor(this.limit / 2), this.bytes);
  }
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
