/**
 * What a tool can do in the suite, in the way that its own manual shows. What it cannot is absent here, and the table of
 * the case says why.
 */
export interface Tool {
  /** Runs a program to its end, with its output piped, as the tool does by default. */
  readonly run: (file: string, args: readonly string[]) => Promise<unknown>;
  /** Ways to read stdout piece by piece, by the name that a case calls them. */
  readonly readers: Readonly<Record<string, Reader>>;
  /** All of stdout in one piece, as bytes. */
  readonly collect?: (file: string, args: readonly string[]) => Promise<Uint8Array>;
  /** Gives the program its stdin, and waits for its end. */
  readonly feed?: (file: string, args: readonly string[], stdin: Uint8Array) => Promise<unknown>;
  /** Starts a program that stays. */
  readonly hold?: (file: string, args: readonly string[]) => Held;
}

export interface Held {
  /** The program is there. */
  readonly started: Promise<unknown>;
  /** Ends it, and as much of its tree as the tool can; settles when the tool says that it is over. */
  readonly stop: () => Promise<unknown>;
}

/** Reads a program's stdout to the end, and hands over each piece; waits where it is told to. */
export type Reader = (file: string, args: readonly string[], take: Take) => Promise<unknown>;
export type Take = (piece: Piece) => Promise<void> | undefined;
export type Piece = string | Uint8Array | readonly (string | Uint8Array)[];

/** The loop that a user writes, with `take` for its body. */
export async function each(pieces: AsyncIterable<Piece>, take: Take): Promise<void> {
  for await (const piece of pieces) {
    const wait = take(piece);
    if (wait !== undefined) await wait;
  }
}

/** What anybody writes who has only chunks of bytes and wants lines: all of a chunk at once. */
export async function* splitByHand(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines;
  }
  if (rest !== "") yield [rest];
}
