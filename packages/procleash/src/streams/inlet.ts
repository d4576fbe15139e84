/** Our end of a pipe into which somebody writes. */
export interface Inlet {
  /** Begins to read, in the tick in which the pipe is made. To be called once. */
  open(receiver: Receiver): void;
  /** Reads on, after the receiver wanted no more. */
  resume(): void;
  /** Reads no more, and lets go of the pipe. */
  close(): void;
  /** An open pipe alone does not keep this process alive. */
  unref(): void;
}

/** Who takes what comes out of a pipe. */
export interface Receiver {
  /**
   * Bytes have come. They are only valid during this call: the next read overwrites them.
   *
   * @returns whether more may come at once; else the pipe waits for `resume()`, and its writer with it.
   */
  push(bytes: Buffer): boolean;
  /** No more will come. Once. */
  end(how: InletEnd): void;
}

/** How a pipe ended: at the end of file, or before, for instance because it was closed. */
export type InletEnd = { readonly kind: "complete" } | { readonly kind: "incomplete"; readonly cause: unknown };
