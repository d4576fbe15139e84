/**
 * The beginning of a text, in memory of its own. V8 makes no copy for a slice: it keeps the whole text, of perhaps many
 * megabytes, as long as somebody keeps a few words of it.
 */
export function beginning(text: string, limit: number): string {
  // Not within a character of two units.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return Buffer.from(text.slice(0, end), "utf16le").toString("utf16le");
}

/** At most so many characters, in memory of its own, with a mark that tells how many are left out. */
export function cut(text: string, limit: number): string {
  const begin = beginning(text, limit);
  return begin.length === text.length ? begin : `${begin}… [${text.length - begin.length} more characters]`;
}
