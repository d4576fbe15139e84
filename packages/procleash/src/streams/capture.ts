/**
 * What is kept of a stream: all of it up to a limit; beyond, its head and its tail (half of the limit each), so that
 * memory is bounded whatever the program writes.
 */
export interface Capture {
  readonly bytes: number;
  /** Is anything lost? */
  readonly cut: boolean;
  push(chunk: Uint8Array): void;
  /** What was kept, in order; between head and tail, where something is lost, a mark that says how much. */
  pieces(): Uint8Array[];
}

/** Chunks below this are copied together: a program that writes byte by byte must not cost a hundred bytes a byte. */
const SMALL_BYTES = 4 * 1024;
const BLOCK_BYTES = 64 * 1024;

export function createCapture(limitBytes: number): Capture {
  const headLimit = limitBytes === Infinity ? Infinity : Math.ceil(limitBytes / 2);
  const tailLimit = limitBytes === Infinity ? 0 : Math.floor(limitBytes / 2);
  const head = createStore();
  const tail = createStore();
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
      if (bytes <= limitBytes) return [...head.chunks(), ...tail.chunks()];
      const first = trimEnd(Buffer.concat(head.chunks()));
      const kept = Buffer.concat(tail.chunks());
      const last = trimStart(kept.subarray(Math.max(0, kept.length - tailLimit)));
      return [first, mark(bytes - first.length - last.length), last];
    },
  };
}

function mark(lost: number): Uint8Array {
  return Buffer.from(`\n[… ${lost} bytes left out …]\n`);
}

interface Store {
  readonly bytes: number;
  push(chunk: Uint8Array): void;
  chunks(): readonly Uint8Array[];
  /** Drops whole chunks from the front as long as what remains is not below the limit. */
  dropWhileOver(limit: number): void;
}

function createStore(): Store {
  let chunks: Uint8Array[] = [];
  let first = 0;
  let bytes = 0;
  let block: Buffer | null = null;
  let filled = 0;

  const seal = (): void => {
    if (block !== null && filled > 0) chunks.push(block.subarray(0, filled));
    block = null;
    filled = 0;
  };
  const live = (): readonly Uint8Array[] => {
    const sealed = chunks.slice(first);
    if (block !== null && filled > 0) sealed.push(block.subarray(0, filled));
    return sealed;
  };

  return {
    get bytes() {
      return bytes;
    },
    push: (chunk) => {
      if (chunk.length === 0) return;
      bytes += chunk.length;
      if (chunk.length >= SMALL_BYTES) {
        seal();
        chunks.push(chunk);
        return;
      }
      if (block === null || filled + chunk.length > BLOCK_BYTES) {
        seal();
        block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      }
      block.set(chunk, filled);
      filled += chunk.length;
    },
    chunks: live,
    dropWhileOver: (limit) => {
      for (let oldest = chunks[first]; oldest !== undefined && bytes - oldest.length >= limit; oldest = chunks[first]) {
        bytes -= oldest.length;
        chunks[first] = EMPTY;
        first++;
        // Moved down now and then, not each time: shifting a long array is linear.
        if (first >= 1024) {
          chunks = chunks.slice(first);
          first = 0;
        }
      }
    },
  };
}

const EMPTY = new Uint8Array(0);

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
