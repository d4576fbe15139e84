import { constants } from "node:buffer";
import { ownCopy } from "./own.ts";

/** Bytes in one piece of memory, which grows as they come. */
export interface Whole {
  readonly bytes: number;
  /** @throws {RangeError} if the system has no memory for more. */
  push(bytes: Uint8Array): void;
  /** What is kept. Valid until the next `push`. */
  all(): Buffer;
}

/**
 * From here on it grows in place: a resizable ArrayBuffer reserves addresses, and takes memory as it is used. Moved each time
 * that it is full, a large store would be in memory twice. Below, it is moved, and exact: some interfaces of the web take no
 * view of a resizable buffer, and that is too much to ask of somebody whose output is small.
 */
const IN_PLACE_BYTES = 64 * 1024 * 1024;

const SMALLEST_BYTES = 4 * 1024;

/** @param mostBytes it will never hold more. */
export function createWhole(mostBytes: number): Whole {
  let memory: Uint8Array = new Uint8Array(0);
  let bytes = 0;

  const grow = (wanted: number): void => {
    const { buffer } = memory;
    if (buffer instanceof ArrayBuffer && buffer.resizable && wanted <= buffer.maxByteLength) {
      buffer.resize(Math.min(Math.max(buffer.byteLength * 2, wanted), buffer.maxByteLength));
      memory = new Uint8Array(buffer);
      return;
    }
    const size = Math.max(SMALLEST_BYTES, memory.length * 2, wanted);
    const next = size < IN_PLACE_BYTES ? Buffer.allocUnsafeSlow(size) : reserve(size, mostBytes);
    next.set(memory.subarray(0, bytes));
    memory = next;
  };

  return {
    get bytes() {
      return bytes;
    },
    push: (chunk) => {
      if (bytes + chunk.length > memory.length) grow(bytes + chunk.length);
      memory.set(chunk, bytes);
      bytes += chunk.length;
    },
    all: () => {
      if (bytes < IN_PLACE_BYTES) {
        // What is handed out must not pin twice its size.
        if (memory.length > bytes) memory = ownCopy(memory.subarray(0, bytes));
        return Buffer.from(memory.buffer, memory.byteOffset, bytes);
      }
      const { buffer } = memory;
      if (buffer instanceof ArrayBuffer && buffer.resizable) buffer.resize(bytes);
      return Buffer.from(buffer, 0, bytes);
    },
  };
}

/** So much memory, and addresses for as much more as can be had: they cost nothing, but a system may limit them. */
function reserve(bytes: number, mostBytes: number): Uint8Array {
  for (let most = Math.min(mostBytes, constants.MAX_LENGTH); most > bytes; most = Math.floor(most / 2)) {
    try {
      return new Uint8Array(new ArrayBuffer(bytes, { maxByteLength: most }));
    } catch {
      // RangeError: not so many (setrlimit(2), RLIMIT_AS).
    }
  }
  return new Uint8Array(bytes);
}
