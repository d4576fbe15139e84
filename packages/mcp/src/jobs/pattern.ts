/**
 * Looks for a text in the lines of a stream, where `*` stands for anything within the line. No regular expression: one from
 * outside could keep the whole server busy for hours.
 */
export interface Pattern {
  /** The next bytes of the stream, cut anywhere. True: a line has it, also one that is still being written. */
  push(bytes: Buffer): boolean;
  /** Bytes are missing here: what comes does not belong to the line before. */
  skip(): void;
}

const NEWLINE = 10;

/** Looks at each byte once, however long a line is and however often it is cut. The pattern holds no line end. */
export function compile(pattern: string): Pattern {
  const parts = pattern
    .split("*")
    .filter((part) => part !== "")
    .map((part) => Buffer.from(part));
  /** How many of the parts the line has so far, each the first that comes after the one before. */
  let found = 0;
  /** The end of what was looked at, which may be the beginning of the next part. */
  let rest: Buffer = Buffer.alloc(0);
  /** The end of the next part that stands between two places, or -1. */
  const next = (bytes: Buffer, from: number, to: number): number => {
    const part = parts[found] ?? rest;
    const at = bytes.subarray(from, to).indexOf(part);
    return at === -1 ? -1 : from + at + part.length;
  };
  return {
    push: (pushed) => {
      if (parts.length === 0) return pushed.length > 0;
      const bytes = rest.length === 0 ? pushed : Buffer.concat([rest, pushed]);
      let at = 0;
      for (;;) {
        // The first part may stand in any line; the others in the rest of that one.
        const lineEnd = found === 0 ? -1 : bytes.indexOf(NEWLINE, at);
        const end = lineEnd === -1 ? bytes.length : lineEnd;
        const after = next(bytes, at, end);
        if (after !== -1) {
          at = after;
          found += 1;
          if (found === parts.length) return true;
        } else if (lineEnd !== -1) {
          at = lineEnd + 1;
          found = 0;
        } else {
          const kept = (parts[found]?.length ?? 1) - 1;
          rest = Buffer.from(bytes.subarray(Math.max(at, bytes.length - kept)));
          return false;
        }
      }
    },
    skip: () => {
      found = 0;
      rest = Buffer.alloc(0);
    },
  };
}
