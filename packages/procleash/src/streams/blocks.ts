/** Bytes, copied one after another into blocks of memory: nothing is copied twice, however many there will be. */
export interface Blocks {
  readonly bytes: number;
  push(bytes: Uint8Array): void;
  /** What is kept, in order. Valid until it is cleared. */
  pieces(): Buffer[];
  /** Keeps nothing, but some memory to begin again. */
  clear(): void;
  /** Drops whole blocks from the front as long as what remains is not below the limit. */
  dropWhileOver(limit: number): void;
}

/** Small for little, and large for much. */
const SMALLEST_BLOCK = 4 * 1024;
const LARGEST_BLOCK = 256 * 1024;

export function createBlocks(): Blocks {
  let full: Buffer[] = [];
  let block: Buffer = EMPTY;
  let filled = 0;
  let bytes = 0;
  let dropped = 0;

  const pieces = (): Buffer[] => {
    const all = full.slice(dropped);
    if (filled > 0) all.push(block.subarray(0, filled));
    return all;
  };

  return {
    get bytes() {
      return bytes;
    },
    push: (chunk) => {
      for (let from = 0; from < chunk.length;) {
        if (filled === block.length) {
          if (filled > 0) full.push(block);
          const wanted = Math.max(SMALLEST_BLOCK, chunk.length - from, bytes);
          block = Buffer.allocUnsafeSlow(Math.min(wanted, LARGEST_BLOCK));
          filled = 0;
        }
        const part =
          from === 0 && chunk.length <= block.length - filled
            ? chunk
            : chunk.subarray(from, from + block.length - filled);
        block.set(part, filled);
        filled += part.length;
        from += part.length;
        bytes += part.length;
      }
    },
    pieces,
    clear: () => {
      full = [];
      filled = bytes = dropped = 0;
    },
    dropWhileOver: (limit) => {
      for (let oldest = full[dropped]; oldest !== undefined && bytes - oldest.length >= limit; oldest = full[dropped]) {
        bytes -= oldest.length;
        full[dropped++] = EMPTY;
        // Moved down now and then, not each time: shifting a long array is linear.
        if (dropped >= 1024) {
          full = full.slice(dropped);
          dropped = 0;
        }
      }
    },
  };
}

const EMPTY: Buffer = Buffer.alloc(0);
