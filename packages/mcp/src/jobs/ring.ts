/** The last bytes of a stream, in memory that grows up to its capacity and is then used again. */
export interface Ring {
  /** Offset in the stream of the first byte that is kept, and of the one after the last. */
  readonly begin: number;
  readonly end: number;
  /** Memory in use, bytes. */
  readonly size: number;
  push(bytes: Uint8Array): void;
  /** A copy of what is kept between two offsets, which must lie in it. */
  copy(from: number, to: number): Buffer;
}

const FIRST_BYTES = 4096;

export function createRing(capacity: number): Ring {
  let memory = Buffer.allocUnsafeSlow(Math.min(FIRST_BYTES, capacity));
  let end = 0;
  const begin = (): number => Math.max(0, end - memory.length);

  /** Only before it first wraps around, so the bytes stand where they did. */
  const grow = (wanted: number): void => {
    if (wanted <= memory.length || memory.length === capacity) return;
    const larger = Buffer.allocUnsafeSlow(Math.min(capacity, Math.max(wanted, memory.length * 2)));
    memory.copy(larger, 0, 0, Math.min(end, memory.length));
    memory = larger;
  };
  return {
    get begin() {
      return begin();
    },
    get end() {
      return end;
    },
    get size() {
      return memory.length;
    },
    push: (bytes) => {
      grow(end + bytes.length);
      const kept = bytes.subarray(Math.max(0, bytes.length - memory.length));
      const at = (end + bytes.length - kept.length) % memory.length;
      const first = Math.min(kept.length, memory.length - at);
      memory.set(kept.subarray(0, first), at);
      memory.set(kept.subarray(first), 0);
      end += bytes.length;
    },
    copy: (from, to) => {
      const [at, length] = [from % memory.length, to - from];
      const first = Math.min(length, memory.length - at);
      return Buffer.concat([memory.subarray(at, at + first), memory.subarray(0, length - first)]);
    },
  };
}
