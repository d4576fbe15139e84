/**
 * Gives one batch after another; null at the end. Rejects when the stream ends in failure. One call at a time.
 *
 * A batch that is there already is given as it is: a promise for each would cost a tenth of all that a line costs.
 */
export type NextBatch<Item> = () => Item[] | Promise<Item[] | null>;

/** What an iteration does when it is over. `left`: before its end, by break, return or throw. */
export type OnLeave = () => Promise<void>;

/** Hands out batches item by item. */
export function iterateItems<Item>(nextBatch: NextBatch<Item>, leave: OnLeave): AsyncIterableIterator<Item> {
  return new ItemIterator(nextBatch, leave);
}

/** Hands out the batches themselves. */
export function iterateBatches<Item>(nextBatch: NextBatch<Item>, leave: OnLeave): AsyncIterableIterator<Item[]> {
  const wrap = (batch: Item[]): Item[][] => (batch.length === 0 ? [] : [batch]);
  return new ItemIterator(() => {
    const batch = nextBatch();
    if (Array.isArray(batch)) return wrap(batch);
    return batch.then((later) => (later === null ? null : wrap(later)));
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
  /** A batch that was asked for, and was not there. */
  private asked: Promise<Item[] | null> | null = null;
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
    if (this.pending === 0 && (this.index < this.batch.length || this.refill()))
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

  /** Takes the next batch if it is there already. */
  private refill(): boolean {
    if (this.over) return false;
    const next = this.nextBatch();
    if (Array.isArray(next)) this.take(next);
    else this.asked = next;
    return this.index < this.batch.length;
  }

  private take(batch: readonly Item[]): void {
    this.batch = batch;
    this.index = 0;
  }

  private async wait(): Promise<IteratorResult<Item>> {
    while (!this.over && this.index >= this.batch.length) {
      const next = await this.later();
      // Left meanwhile: what came too late is not given.
      if (this.over) break;
      if (next === null) this.end();
      else this.take(next);
    }
    return this.over ? DONE : { value: this.batch[this.index++] as Item, done: false };
  }

  private async later(): Promise<Item[] | null> {
    const asked = this.asked ?? this.nextBatch();
    this.asked = null;
    try {
      return await asked;
    } catch (error) {
      this.end();
      throw error;
    }
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
