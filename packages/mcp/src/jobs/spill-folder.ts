import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "../refusal.ts";
import type { Budget } from "./budget.ts";
import { fromName, identify, isGone, nameOf } from "./identity.ts";
import type { SpillPlace } from "./spill.ts";

/** One folder a server, named after its process, so that any other server can tell whether it is still in use. */
export interface SpillFolder extends SpillPlace {
  /** Deletes it with all that is in it. */
  remove(): Promise<void>;
}

/** @param parent the folder that all servers of one user share. */
export function createSpillFolder(
  parent: string,
  budget: Budget,
  capBytes: number,
  tell: (sentence: string) => void,
): SpillFolder {
  let made: Promise<string> | null = null;
  let complained = false;
  return {
    budget,
    capBytes,
    // Only made when it is needed: clients start servers only to ask what they can do.
    path: async (name) => {
      const folder = await (made ??= make(parent));
      // Somebody may have tidied up.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return join(folder, name);
    },
    complain: (error) => {
      if (!complained)
        tell(
          `Cannot keep long output in ${JSON.stringify(parent)}: ${reasonOf(error)}; what memory cannot hold is dropped`,
        );
      complained = true;
    },
    remove: async () => {
      const folder = await made?.catch(() => undefined); // could not be made: nothing to delete, and complained of
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function make(parent: string): Promise<string> {
  const self = await identify(process.pid);
  const folder = join(parent, self === null ? `unknown-${process.pid}-${Date.now()}` : nameOf(self));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/**
 * Deletes the folders of servers that are gone; those of servers that may live, also where it cannot see them, stay.
 *
 * @returns how many.
 */
export async function sweepStale(parent: string): Promise<number> {
  const names = await readdir(parent).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  let swept = 0;
  for (const name of names) {
    const owner = fromName(name);
    if (owner === null || !(await isGone(owner))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}
