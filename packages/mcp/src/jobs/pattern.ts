/**
 * Finds a text in the lines of a stream, where `*` stands for anything within the line. No regular expression: one from
 * outside could keep the whole server busy for hours.
 */
export type Pattern = (line: string) => boolean;

/** @returns a test for lines that were read as latin1: a byte is a character there, wherever the text was cut. */
export function compile(pattern: string): Pattern {
  const parts = Buffer.from(pattern).toString("latin1").split("*");
  return (line) => {
    let at = 0;
    for (const part of parts) {
      const found = line.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return true;
  };
}
