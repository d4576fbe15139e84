import type { MakeReading, Reading } from "./reading.ts";

/**
 * The bytes of a stream in memory that is used again: what was given is valid until more is asked for.
 *
 * Memory of its own for each chunk costs more than the reading: it is in no cache, and much of it is new, which the kernel
 * has to find and to clear page by page.
 */
export const lent: MakeReading<Uint8Array> = (onTaken) => new Lending(onTaken);

const SMALLEST_BYTES = 16 * 1024;

class Lending implements Reading<Uint8Array> {
  readonly tooLong = false;
  /** What the reader may look at; free again as soon as it waits for more. */
  private lent = new Refillable();
  /** What comes while the reader looks at the other. */
  private kept = new Refillable();
  private waiting: ((chunks: Uint8Array[] | null) => void) | null = null;
  private over = false;
  private readonly onTaken: () => void;

  constructor(onTaken: () => void) {
    this.onTaken = onTaken;
  }

  get held(): number {
    return this.kept.bytes;
  }

  push(bytes: Uint8Array): void {
    if (this.over) return;
    if (this.waiting === null) {
      this.kept.push(bytes);
      return;
    }
    this.lent.clear();
    this.lent.push(bytes);
    this.answer([this.lent.view()]);
  }

  end(): void {
    this.over = true;
    this.answer(null);
  }

  next(): Uint8Array[] | Promise<Uint8Array[] | null> {
    if (this.kept.bytes > 0) {
      [this.lent, this.kept] = [this.kept, this.lent];
      this.kept.clear();
      this.onTaken();
      return [this.lent.view()];
    }
    if (this.over) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.waiting = resolve;
    });
  }

  private answer(chunks: Uint8Array[] | null): void {
    const resolve = this.waiting;
    this.waiting = null;
    resolve?.(chunks);
  }
}

/** Memory that is filled again and again. */
class Refillable {
  bytes = 0;
  private memory = new Uint8Array(0);

  push(chunk: Uint8Array): void {
    const wanted = this.bytes + chunk.length;
    if (wanted > this.memory.length) {
      const larger = new Uint8Array(Math.max(SMALLEST_BYTES, this.memory.length * 2, wanted));
      larger.set(this.view());
      this.memory = larger;
    }
    this.memory.set(chunk, this.bytes);
    this.bytes = wanted;
  }

  view(): Uint8Array {
    return new Uint8Array(this.memory.buffer, 0, this.bytes);
  }

  clear(): void {
    this.bytes = 0;
  }
}
