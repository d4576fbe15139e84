import { appendFile, mkdir, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "../refusal.ts";

/** One line of the log; the caller masks what could be secret. */
export interface Entry {
  readonly event: "start" | "refused" | "input" | "stop" | "end";
  readonly [field: string]: string | number | boolean | null | readonly string[];
}

export interface Audit {
  /** Returns at once; the line is written in the background, in order. */
  write(entry: Entry): void;
  /** When everything is written that was handed over. */
  settled(): Promise<void>;
}

export const NO_AUDIT: Audit = { write: () => undefined, settled: () => Promise.resolve() };

const KEPT = 3;
/** What waits for the disk; a disk that does not answer must not become a full memory. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** @param complain is told once, when the log cannot be written. */
export function openAudit(path: string, rotateBytes: number, complain: (sentence: string) => void): Audit {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let lost = 0;
  let writing: Promise<void> | null = null;
  let complained = false;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      waitingBytes = 0;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await rotate(path, rotateBytes);
        await appendFile(path, lines.join(""), { mode: 0o600 });
      } catch (error) {
        if (!complained)
          complain(
            `Cannot write the audit log ${JSON.stringify(path)}: ${reasonOf(error)}; programs run on without it`,
          );
        complained = true;
      }
    }
    writing = null;
  };
  return {
    write: (entry) => {
      if (waitingBytes > MAX_WAITING_BYTES) {
        lost += 1;
        return;
      }
      const line = `${JSON.stringify({ at: new Date().toISOString(), server: process.pid, ...entry, ...(lost > 0 ? { lost } : {}) })}\n`;
      lost = 0;
      waiting.push(line);
      waitingBytes += line.length;
      writing ??= flush();
    },
    settled: async () => {
      await writing;
    },
  };
}

/** `audit.jsonl` → `.1` → `.2` → `.3`. Servers share the log: the size is asked anew each time. */
async function rotate(path: string, rotateBytes: number): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0, // the first line makes it
  );
  if (size < rotateBytes) return;
  for (let index = KEPT - 1; index >= 0; index--) {
    const from = index === 0 ? path : `${path}.${index}`;
    await rename(from, `${path}.${index + 1}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error; // not so many yet, or another server was faster
    });
  }
}
