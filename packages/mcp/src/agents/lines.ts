/** Makes lines of bytes that are only lent. */
export interface Lines {
  push(bytes: Uint8Array): void;
  /** The line that has not ended yet, if it is not too long already. */
  unfinished(): string | null;
  /** No more will come: the last line may lack its newline. */
  end(): void;
}

/**
 * @param take gets each line that is not empty, without its end; null for one that is too long.
 * @param maxBytes of a line. So much is kept.
 */
export function createLines(take: (line: string | null) => void, maxBytes: number): Lines {
  let pieces: Buffer[] = [];
  let length = 0;
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > maxBytes) pieces = [];
    else pieces.push(Buffer.from(piece));
  };
  const finish = (): void => {
    const line = length > maxBytes ? null : Buffer.concat(pieces).toString("utf8").trim();
    pieces = [];
    length = 0;
    if (line !== "") take(line);
  };
  return {
    push: (bytes) => {
      let from = 0;
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
        add(bytes.subarray(from, at));
        finish();
        from = at + 1;
      }
      if (from < bytes.length) add(bytes.subarray(from));
    },
    unfinished: () => (length > maxBytes ? null : Buffer.concat(pieces).toString("utf8").trim()),
    end: finish,
  };
}
