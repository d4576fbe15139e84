/** Everything that an iteration gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

export function text(bytes: string | Uint8Array): string {
  return typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8");
}

/** The pids of a line `pids 1 2 3`. */
export function pidsOf(line: string | Uint8Array): number[] {
  const words = text(line).trim().split(" ");
  if (words[0] !== "pids" || words.length < 2)
    throw new Error(`wanted "pids 1 2 3", got ${JSON.stringify(text(line))}`);
  return words.slice(1).map(Number);
}
