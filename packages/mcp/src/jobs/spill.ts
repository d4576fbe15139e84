import { open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { Budget } from "./budget.ts";

/** The first bytes of a stream, on disk, up to a cap. */
export interface Spill {
  /** How many bytes from the beginning of the stream can be read. */
  readonly end: number;
  /** What is over the cap is not written. Never rejects: a disk that fails ends the spill, and the stream goes on. */
  append(bytes: Uint8Array): Promise<void>;
  read(from: number, to: number): Promise<Buffer>;
  /** Deletes the file. */
  remove(): Promise<void>;
}

export interface SpillPlace {
  /** The path for a new file, whose folder exists. */
  path(name: string): Promise<string>;
  readonly budget: Budget;
  readonly capBytes: number;
  complain(error: unknown): void;
}

export function createSpill(name: string, place: SpillPlace): Spill {
  let file: { readonly handle: FileHandle; readonly path: string } | null = null;
  let end = 0;
  let state: "open" | "full" | "removed" = "open";
  let removing: Promise<void> | null = null;

  const write = async (bytes: Uint8Array): Promise<void> => {
    if (file === null) {
      const path = await place.path(name);
      file = { path, handle: await open(path, "wx+", 0o600) };
    }
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await file.handle.write(bytes, written, bytes.length - written, end + written);
      written += bytesWritten;
    }
  };
  return {
    get end() {
      return end;
    },
    append: async (bytes) => {
      if (state !== "open") return;
      const room = bytes.subarray(0, place.capBytes - end);
      if (room.length < bytes.length) state = "full";
      if (room.length === 0) return;
      if (!place.budget.take(room.length)) {
        state = "full";
        return;
      }
      try {
        await write(room);
        end += room.length;
      } catch (error) {
        place.budget.giveBack(room.length);
        state = "full";
        place.complain(error);
      }
    },
    read: async (from, to) => {
      if (file === null || state === "removed") return Buffer.alloc(0);
      const bytes = Buffer.alloc(to - from);
      const { bytesRead } = await file.handle.read(bytes, 0, bytes.length, from);
      return bytes.subarray(0, bytesRead);
    },
    remove: () => {
      removing ??= (async () => {
        state = "removed";
        place.budget.giveBack(end);
        if (file === null) return;
        await file.handle.close();
        await rm(file.path, { force: true });
      })().catch(place.complain);
      return removing;
    },
  };
}
