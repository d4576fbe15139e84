/** What is costly to have, and does not change: outside the checkout, made at the first call. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export const CACHE: string = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "procleash-wine");

/**
 * The folder of that name in the cache; `make` fills it, once. It gets its name when it is complete, so what is found is
 * whole; of two makers at the same time, the first one's is kept.
 */
export function once(name: string, make: (fresh: string) => void): string {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const fresh = temporary();
  try {
    make(fresh);
    mkdirSync(dirname(folder), { recursive: true });
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** A folder for this process: not in /tmp, which may be memory, and it holds a gigabyte. What a killed one has left is removed. */
export function temporary(): string {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) {
    const owner = /^temporary-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      rmSync(join(CACHE, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(CACHE, `temporary-${process.pid}-`));
}
