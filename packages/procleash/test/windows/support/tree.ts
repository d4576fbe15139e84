import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The path of one of the programs beside these tests. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
}

/** A new folder, in which the members of one tree beat. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), "procleash-tree-"));
}

export async function grown(folder: string): Promise<void> {
  while (!existsSync(join(folder, "grown"))) await sleep(20);
}

/** A pid says little here (numbers are given out again at once), and a process that cannot end says less: who writes, lives. */
export async function beating(folder: string, depths: readonly number[] = [0, 1, 2]): Promise<number[]> {
  const read = (depth: number): string => {
    const path = join(folder, String(depth));
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  const before = depths.map(read);
  await sleep(400);
  return depths.filter((depth, index) => read(depth) !== before[index]);
}

/** Until each of them has beaten once more: they live, however slow the machine is. */
export async function living(folder: string, depths: readonly number[]): Promise<void> {
  for (const depth of depths) while ((await beating(folder, [depth])).length === 0);
}

/** Ends those that are meant to have lived on, and waits for that. */
export async function end(folder: string): Promise<void> {
  writeFileSync(join(folder, "end"), "");
  while (!(await silent(folder)));
}

/** Until nobody beats: for ends that come by themselves. */
export async function silent(folder: string): Promise<boolean> {
  for (let i = 0; i < 50; i++) if ((await beating(folder)).length === 0) return true;
  return false;
}
