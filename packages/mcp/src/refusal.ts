/**
 * What is said instead of a result, to a model or to whoever starts the server. One sentence: the attempted action, the value
 * in quotes, a colon, what was found, what to do. Never the output of a program.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Quotes a value for a message, and cuts it. */
export function quote(value: string, limit = 120): string {
  return JSON.stringify(value.length > limit ? `${value.slice(0, limit)}… (${value.length} characters)` : value);
}

/** The words of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
