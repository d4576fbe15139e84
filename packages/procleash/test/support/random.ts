/** A small seeded generator (mulberry32): a failure can be repeated by its seed, which every message carries. */
export interface Random {
  /** 0 ≤ n < limit, whole. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
  return { below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
}

/** What goes wrong in line splitters: every kind of line end, characters of 1 to 4 bytes, separators that are none. */
const PIECES = [
  "\n",
  "\n",
  "\r\n",
  "\r",
  "",
  "a",
  "é",
  "€",
  "😀",
  "\u2028",
  "\u0085",
  "\v\f",
  "\ufeff",
  "\0",
  "word ",
  "x".repeat(70),
];

/** A text of so many pieces, with short and empty lines, and with or without a last newline. */
export function nastyText(from: Random, pieces: number): string {
  let text = "";
  for (let i = 0; i < pieces; i++) text += from.pick(PIECES);
  return text;
}

/** The same bytes in chunks of random length, empty ones among them; borders fall into characters and line ends. */
export function inChunks(from: Random, bytes: Uint8Array, longest: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = from.below(longest + 1);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** What a splitter must give, said in the plainest way: `\n` ends a line, the last one may lack it. */
export function rawLinesOf(bytes: Uint8Array): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  bytes.forEach((byte, at) => {
    if (byte !== 10) return;
    lines.push(Buffer.from(bytes.subarray(from, at + 1)));
    from = at + 1;
  });
  if (from < bytes.length) lines.push(Buffer.from(bytes.subarray(from)));
  return lines;
}

/** The same as text without its terminator: a `\r` before the newline belongs to it, any other is data. */
export function linesOf(text: string): string[] {
  const parts = text.split("\n");
  const last = parts.pop() as string;
  const lines = parts.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  return last === "" ? lines : [...lines, last];
}
