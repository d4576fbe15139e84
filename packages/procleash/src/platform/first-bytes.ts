import { closeSync, openSync, readSync } from "node:fs";

/** The beginning of a file; null if it cannot be read, which says nothing of whether it can be executed. */
export function firstBytes(path: string, most: number): Buffer | null {
  const bytes = Buffer.alloc(most);
  try {
    const descriptor = openSync(path, "r");
    try {
      return bytes.subarray(0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return null; // whatever the reason: nothing more can be said of it
  }
}
