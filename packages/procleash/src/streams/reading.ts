import type { Sink } from "./source.ts";

/** Makes items of bytes, as they come. */
export interface Splitter<Item> {
  /**
   * Hands on the items that end in these bytes, which are only valid during the call; the items may be kept. False: an item
   * over the limit has begun, which will not be delivered, nor anything after it.
   */
  push(bytes: Uint8Array, emit: Emit<Item>): boolean;
  /** No more bytes will come: hands on what is left. */
  end(emit: Emit<Item>): void;
}

/** @param bytes how many bytes of the stream the items are. */
export type Emit<Item> = (items: Item[], bytes: number) => void;

/** The items of a stream, in batches, as one reader asks for them. */
export interface Reading<Item> extends Sink {
  /** The next batch, or null when no more will come. One call at a time. */
  next(): Promise<Item[] | null>;
  /** Was an item over the limit? Then there is no more. */
  readonly tooLong: boolean;
}

interface Batch<Item> {
  readonly items: Item[];
  readonly bytes: number;
}

/**
 * @param onTaken called when it holds less than before.
 * @param onTooLong called once, if an item is over the limit.
 */
export function createReading<Item>(
  splitter: Splitter<Item>,
  onTaken: () => void,
  onTooLong: () => void,
): Reading<Item> {
  const batches: Batch<Item>[] = [];
  let held = 0;
  let waiting: ((items: Item[] | null) => void) | null = null;
  let state: "open" | "over" | "too-long" = "open";

  const answer = (items: Item[] | null): void => {
    const resolve = waiting;
    waiting = null;
    resolve?.(items);
  };
  const emit: Emit<Item> = (items, bytes) => {
    if (waiting !== null) {
      answer(items);
      return;
    }
    batches.push({ items, bytes });
    held += bytes;
  };

  return {
    get held() {
      return held;
    },
    get tooLong() {
      return state === "too-long";
    },
    push: (bytes) => {
      if (state !== "open" || splitter.push(bytes, emit)) return;
      state = "too-long";
      answer(null);
      onTooLong();
    },
    end: () => {
      if (state !== "open") return;
      state = "over";
      splitter.end(emit);
      answer(null);
    },
    next: () => {
      const batch = batches.shift();
      if (batch !== undefined) {
        held -= batch.bytes;
        onTaken();
        return Promise.resolve(batch.items);
      }
      if (state !== "open") return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
  };
}
