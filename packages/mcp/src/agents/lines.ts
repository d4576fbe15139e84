/** Makes lines of bytes that are only lent. */
export interface Lines {
  push(bytes: Uint8Array): void;
  /** The beginning of the line that has not ended yet. */
  unfinished(): string;
  /** No more will come: the last line may lack its newline. */
  end(): void;
}

/**
 * @param take gets each line that is not empty, without its end; only its beginning, if it is too long.
 * @param maxBytes of a line. So much is kept.
 */
export function createLines(take: (line: string, isWhole: boolean) => void, maxBytes: number): Lines {
  let pieces: Buffer[] = [];
  let length = 0;
  const add = (piece: Uint8Array): void => {
    if (length < maxBytes) pieces.push(Buffer.from(piece.subarray(0, maxBytes - length)));
    length += piece.length;
  };
  const text = (): string => Buffer.concat(pieces).toString("utf8").trim();
  const finish = (): void => {
    const [line, isWhole] = [text(), length <= maxBytes];
    pieces = [];
    length = 0;
    if (line !== "") take(line, isWhole);
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
    unfinished: text,
    end: finish,
  };
}
