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
  /** The next batch, or null when no more will come; at once if it is there. One call at a time. */
  next(): Item[] | Promise<Item[] | null>;
  /** Was an item over the limit? Then there is no more. */
  readonly tooLong: boolean;
}

/**
 * @param onTaken called when it holds less than before.
 * @param onTooLong called once, if an item is over the limit.
 */
export type MakeReading<Item> = (onTaken: () => void, onTooLong: () => void) => Reading<Item>;

interface Batch<Item> {
  readonly items: Item[];
  readonly bytes: number;
}

/** In batches of what came at once. */
export function inBatches<Item>(splitter: Splitter<Item>): MakeReading<Item> {
  return (onTaken, onTooLong) => new BatchQueue(splitter, onTaken, onTooLong);
}

class BatchQueue<Item> implements Reading<Item> {
  held = 0;
  private readonly batches: Batch<Item>[] = [];
  private waiting: ((items: Item[] | null) => void) | null = null;
  private state: "open" | "over" | "too-long" = "open";
  private readonly splitter: Splitter<Item>;
  private readonly onTaken: () => void;
  private readonly onTooLong: () => void;

  constructor(splitter: Splitter<Item>, onTaken: () => void, onTooLong: () => void) {
    this.splitter = splitter;
    this.onTaken = onTaken;
    this.onTooLong = onTooLong;
  }

  get tooLong(): boolean {
    return this.state === "too-long";
  }

  push(bytes: Buffer): void {
    if (this.state !== "open" || this.splitter.push(bytes, this.emit)) return;
    this.state = "too-long";
    this.answer(null);
    this.onTooLong();
  }

  end(): void {
    if (this.state !== "open") return;
    this.state = "over";
    this.splitter.end(this.emit);
    this.answer(null);
  }

  next(): Item[] | Promise<Item[] | null> {
    const batch = this.batches.shift();
    if (batch !== undefined) {
      this.held -= batch.bytes;
      this.onTaken();
      return batch.items;
    }
    if (this.state !== "open") return Promise.resolve(null);
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  private readonly emit: Emit<Item> = (items, bytes) => {
    if (this.waiting !== null) {
      this.answer(items);
      return;
    }
    this.batches.push({ items, bytes });
    this.held += bytes;
  };

  private answer(items: Item[] | null): void {
    const resolve = this.waiting;
    this.waiting = null;
    resolve?.(items);
  }
}
