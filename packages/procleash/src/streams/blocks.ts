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
  return new GrowingBlocks();
}

const EMPTY: Buffer = Buffer.alloc(0);

class GrowingBlocks implements Blocks {
  bytes = 0;
  private full: Buffer[] = [];
  private block = EMPTY;
  private filled = 0;
  private dropped = 0;

  push(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length;) {
      if (this.filled === this.block.length) this.add(chunk.length - from);
      const room = this.block.length - this.filled;
      const part = from === 0 && chunk.length <= room ? chunk : chunk.subarray(from, from + room);
      this.block.set(part, this.filled);
      this.filled += part.length;
      from += part.length;
      this.bytes += part.length;
    }
  }

  pieces(): Buffer[] {
    const all = this.full.slice(this.dropped);
    if (this.filled > 0) all.push(this.block.subarray(0, this.filled));
    return all;
  }

  clear(): void {
    this.full = [];
    this.filled = this.bytes = this.dropped = 0;
  }

  dropWhileOver(limit: number): void {
    const { full } = this;
    for (
      let oldest = full[this.dropped];
      oldest !== undefined && this.bytes - oldest.length >= limit;
      oldest = full[this.dropped]
    ) {
      this.bytes -= oldest.length;
      full[this.dropped++] = EMPTY;
    }
    // Moved down now and then, not each time: shifting a long array is linear.
    if (this.dropped < 1024) return;
    this.full = full.slice(this.dropped);
    this.dropped = 0;
  }

  private add(wanted: number): void {
    if (this.filled > 0) this.full.push(this.block);
    this.block = Buffer.allocUnsafeSlow(Math.min(Math.max(SMALLEST_BLOCK, wanted, this.bytes), LARGEST_BLOCK));
    this.filled = 0;
  }
}
