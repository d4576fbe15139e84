import { HEAD_BYTES } from "../settings/settings.ts";
import { createRing } from "./ring.ts";
import { createSpill } from "./spill.ts";
import type { SpillPlace } from "./spill.ts";

/** A piece of a stream. Offsets are bytes from its beginning. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly bytes: Buffer;
  /** How many bytes after the asked offset are kept nowhere, and were skipped. */
  readonly dropped: number;
}

/**
 * What a program wrote to one stream: the beginning and the last bytes in memory, and, once that is more than the memory
 * holds, all of it in a file, up to a cap.
 */
export interface KeptStream {
  readonly total: number;
  /** Memory in use, bytes. */
  readonly memory: number;
  /** Resolves when more may come: a slow disk slows the program, and the memory stays as it is. */
  append(bytes: Uint8Array): Promise<void>;
  /** As much as is kept together from an offset on, up to so many bytes; nothing at the end of the stream. */
  read(from: number, maxBytes: number): Promise<Piece>;
  /** The first and the last bytes, from memory alone: what fits between, and how much is left out. */
  ends(
    headBytes: number,
    tailBytes: number,
  ): { readonly head: Buffer; readonly omitted: number; readonly tail: Buffer };
  /** Forgets everything. */
  remove(): Promise<void>;
}

export function createKeptStream(name: string, memoryBytes: number, place: SpillPlace): KeptStream {
  const head: Buffer[] = [];
  let headLength = 0;
  const ring = createRing(memoryBytes);
  const spill = createSpill(name, place);
  let spilling = false;

  const takeHead = (bytes: Uint8Array): void => {
    const piece = bytes.subarray(0, HEAD_BYTES - headLength);
    if (piece.length === 0) return;
    head.push(Buffer.from(piece));
    headLength += piece.length;
  };
  const readHead = (from: number, to: number): Buffer => Buffer.concat(head).subarray(from, to);

  return {
    get total() {
      return ring.end;
    },
    get memory() {
      return ring.size + headLength;
    },
    append: async (bytes) => {
      const earlier = !spilling && ring.end + bytes.length > memoryBytes ? ring.copy(0, ring.end) : null;
      spilling ||= earlier !== null;
      // The disk first: what leaves the memory must be there, or a reader would take it for lost.
      if (earlier !== null) await spill.append(earlier);
      if (spilling) await spill.append(bytes);
      takeHead(bytes);
      ring.push(bytes);
    },
    read: async (from, maxBytes) => {
      const start = Math.min(from, ring.end);
      if (start >= ring.begin) {
        const to = Math.min(ring.end, start + maxBytes);
        return { from: start, to, bytes: ring.copy(start, to), dropped: 0 };
      }
      if (start < spill.end) {
        const bytes = await spill.read(start, Math.min(spill.end, start + maxBytes));
        if (bytes.length > 0) return { from: start, to: start + bytes.length, bytes, dropped: 0 };
      }
      if (start < headLength) {
        const to = Math.min(headLength, start + maxBytes);
        return { from: start, to, bytes: readHead(start, to), dropped: 0 };
      }
      const next = ring.begin;
      const to = Math.min(ring.end, next + maxBytes);
      return { from: next, to, bytes: ring.copy(next, to), dropped: next - start };
    },
    ends: (headBytes, tailBytes) => {
      if (ring.begin === 0 && ring.end <= headBytes + tailBytes)
        return { head: ring.copy(0, ring.end), omitted: 0, tail: Buffer.alloc(0) };
      const headEnd = Math.min(headBytes, headLength);
      const tailFrom = Math.max(headEnd, ring.begin, ring.end - tailBytes);
      return { head: readHead(0, headEnd), omitted: tailFrom - headEnd, tail: ring.copy(tailFrom, ring.end) };
    },
    remove: () => spill.remove(),
  };
}
