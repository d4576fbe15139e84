/** Gives one batch after another; null at the end. Throws when the stream ends in failure. One call at a time. */
export type NextBatch<Item> = () => Promise<Item[] | null>;

/** What an iteration does when it is over. `left`: before its end, by break, return or throw. */
export type OnLeave = () => Promise<void>;

/** Hands out batches item by item. */
export function iterateItems<Item>(nextBatch: NextBatch<Item>, leave: OnLeave): AsyncIterableIterator<Item> {
  return new ItemIterator(nextBatch, leave);
}

/** Hands out the batches themselves. */
export function iterateBatches<Item>(nextBatch: NextBatch<Item>, leave: OnLeave): AsyncIterableIterator<Item[]> {
  return new ItemIterator(async () => {
    for (;;) {
      const batch = await nextBatch();
      if (batch === null) return null;
      if (batch.length > 0) return [batch];
    }
  }, leave);
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * Written by hand, since each layer of async generators costs more than finding the line; and as a class, whose `next` the
 * engine compiles once for all of them.
 *
 * `next()` may be called again before the last call has settled; the answers come in order.
 */
class ItemIterator<Item> implements AsyncIterableIterator<Item> {
  /** What is there already, from `index` on. Empty when the iteration is over. */
  private batch: readonly Item[] = [];
  private index = 0;
  private over = false;
  /** Calls that wait, and the last of them. */
  private pending = 0;
  private last: Promise<unknown> = Promise.resolve();
  private readonly nextBatch: NextBatch<Item>;
  private readonly leave: OnLeave;

  constructor(nextBatch: NextBatch<Item>, leave: OnLeave) {
    this.nextBatch = nextBatch;
    this.leave = leave;
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.index < this.batch.length && this.pending === 0)
      return Promise.resolve({ value: this.batch[this.index++] as Item, done: false });
    return this.queue();
  }

  async return(): Promise<IteratorResult<Item>> {
    await this.stop();
    return DONE;
  }

  async throw(error: unknown): Promise<IteratorResult<Item>> {
    await this.stop();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async queue(): Promise<IteratorResult<Item>> {
    const mine = this.pending++ === 0 ? this.wait() : this.afterLast();
    this.last = mine;
    try {
      return await mine;
    } finally {
      this.pending--;
    }
  }

  private async afterLast(): Promise<IteratorResult<Item>> {
    // Its failure was its caller's to hear.
    await this.last.catch(() => {});
    return this.wait();
  }

  private async wait(): Promise<IteratorResult<Item>> {
    while (!this.over && this.index >= this.batch.length) {
      const next = await this.nextBatch().catch((error: unknown) => {
        this.end();
        throw error;
      });
      // Left meanwhile: what came too late is not given.
      if (this.over) break;
      if (next === null) this.end();
      else {
        this.batch = next;
        this.index = 0;
      }
    }
    return this.over ? DONE : { value: this.batch[this.index++] as Item, done: false };
  }

  private async stop(): Promise<void> {
    if (this.over) return;
    this.end();
    await this.leave();
  }

  private end(): void {
    this.over = true;
    this.batch = [];
    this.index = 0;
  }
}
