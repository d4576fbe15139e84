/** Gives one batch after another; null at the end. Throws when the stream ends in failure. One call at a time. */
export type NextBatch<Item> = () => Promise<Item[] | null>;

/** What an iteration does when it is over. `left`: before its end, by break, return or throw. */
export type OnLeave = () => Promise<void>;

/**
 * Hands out batches item by item. Written by hand, since each layer of async generators costs more than finding the line.
 *
 * `next()` may be called again before the last call has settled; the answers come in order.
 */
export function iterateItems<Item>(nextBatch: NextBatch<Item>, leave: OnLeave): AsyncIterableIterator<Item> {
  let batch: readonly Item[] = [];
  let index = 0;
  const step = async (): Promise<IteratorResult<Item>> => {
    while (index >= batch.length) {
      const next = await nextBatch();
      if (next === null) return DONE;
      batch = next;
      index = 0;
    }
    return { value: batch[index++] as Item, done: false };
  };
  return iterator(step, leave, () => {
    if (index >= batch.length) return null;
    return { value: batch[index++] as Item, done: false };
  });
}

/** Hands out the batches themselves. */
export function iterateBatches<Item>(nextBatch: NextBatch<Item>, leave: OnLeave): AsyncIterableIterator<Item[]> {
  const step = async (): Promise<IteratorResult<Item[]>> => {
    for (;;) {
      const batch = await nextBatch();
      if (batch === null) return DONE;
      if (batch.length > 0) return { value: batch, done: false };
    }
  };
  return iterator(step, leave, () => null);
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * @param step waits for the next item.
 * @param ready the next item if it is there already: then nothing is waited for.
 */
function iterator<Item>(
  step: () => Promise<IteratorResult<Item>>,
  leave: OnLeave,
  ready: () => IteratorResult<Item> | null,
): AsyncIterableIterator<Item> {
  let over = false;
  let pending = 0;
  let last: Promise<unknown> = Promise.resolve();

  const wait = async (): Promise<IteratorResult<Item>> => {
    if (over) return DONE;
    try {
      const result = await step();
      if (over) return DONE;
      if (result.done === true) over = true;
      return result;
    } catch (error) {
      over = true;
      throw error;
    }
  };

  return {
    next: () => {
      if (pending === 0 && !over) {
        const now = ready();
        if (now !== null) return Promise.resolve(now);
      }
      pending++;
      const mine = (pending === 1 ? wait() : last.then(wait, wait)).finally(() => pending--);
      last = mine;
      // An answer that nobody waits for is no unhandled rejection: whoever called `next` holds the same promise.
      mine.catch(() => {});
      return mine;
    },
    return: async () => {
      if (!over) {
        over = true;
        await leave();
      }
      return DONE;
    },
    throw: async (error) => {
      if (!over) {
        over = true;
        await leave();
      }
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
