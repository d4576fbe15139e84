/** How many continuation bytes may stand at the beginning of a piece that was cut out of UTF-8. */
const LONGEST_REST = 3;

/** Without the bytes at its beginning that belong to a character before it. */
export function fromCharacter(bytes: Buffer): Buffer {
  let skip = 0;
  while (skip < LONGEST_REST && isContinuation(bytes[skip])) skip += 1;
  return bytes.subarray(isContinuation(bytes[skip]) ? 0 : skip);
}

/** Without the bytes at its end that are only the beginning of a character. */
export function toCharacter(bytes: Buffer): Buffer {
  let at = bytes.length - 1;
  for (let back = 0; back < LONGEST_REST && isContinuation(bytes[at]); back++) at -= 1;
  const lead = bytes[at];
  if (lead === undefined || lead < 0xc0) return bytes;
  const wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return bytes.length - at < wanted ? bytes.subarray(0, at) : bytes;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The last line that has any text in it, for people to look at: without colours, and cut. */
export function lastLine(bytes: Buffer, limit: number): string {
  const lines = fromCharacter(bytes)
    .toString("utf8")
    .split(/[\r\n]+/);
  const line = lines.map((text) => plain(text).trim()).findLast((text) => text !== "") ?? "";
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

const ESCAPES = new RegExp(
  // A sequence that colours or moves, a title, a single letter; then what no terminal shows.
  String.raw`\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])|[\x00-\x08\x0b-\x1f\x7f]`,
  "g",
);

/** Without the escape sequences and control characters with which programs colour their output. */
function plain(text: string): string {
  return text.replace(ESCAPES, "");
}
