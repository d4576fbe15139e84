/**
 * A copy in memory of its own. Not Buffer.from(): what is less than half of `Buffer.poolSize` that puts into memory which it
 * shares with strangers, 8 KiB in node 20 and 64 KiB in node 26, and whoever keeps a few bytes keeps all of it.
 */
export function ownCopy(bytes: Uint8Array): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  own.set(bytes);
  return own;
}

/** As Buffer.concat(), in memory of its own. */
export function ownConcat(pieces: readonly Uint8Array[]): Buffer {
  const own = Buffer.allocUnsafeSlow(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    own.set(piece, at);
    at += piece.length;
  }
  return own;
}
