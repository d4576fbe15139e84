/** What no test inside can do: a host is killed by the system below Wine, with nothing of Windows in between. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOMS } from "./debian.ts";
import type { Counts } from "./report.ts";
import type { Wine } from "./session.ts";

/** A beat comes every 20 ms (test/windows/programs/tree.mjs). */
const BEATS_MS = 1_000;
const LIMIT_MS = 60_000;

/**
 * A host that holds a tree is killed by SIGKILL of Linux: then the tree must fall silent. Without the library, one that it has
 * started detached lives on: else the silence would show nothing.
 *
 * @param project the folder that is seen inside as the project.
 * @param runtime whose names the folders in it have.
 */
export async function killFromOutside(
  title: string,
  on: Wine,
  node: string,
  project: string,
  runtime: string,
): Promise<Counts> {
  console.log(`\n# ${title}: killed from outside`);
  const held = (await beatsAfterKill(on, node, project, runtime, "leash")).length === 0;
  console.log(`${held ? "ok" : "not ok"} a host that is killed from outside takes its trees with it`);
  const bare = (await beatsAfterKill(on, node, project, runtime, "bare")).length > 0;
  console.log(`${bare ? "ok" : "not ok"} without us: what such a host has started detached lives on`);
  const pass = Number(held) + Number(bare);
  return { tests: 2, pass, fail: 2 - pass, skipped: 0 };
}

/** Which members of the tree still beat. */
async function beatsAfterKill(
  on: Wine,
  node: string,
  project: string,
  runtime: string,
  by: "leash" | "bare",
): Promise<string[]> {
  const name = `outside-${runtime.replaceAll(" ", "-")}-${by}`;
  const folder = join(project, name);
  mkdirSync(folder);
  const script = "test\\programs\\holds-tree.mjs";
  const run = on.run([node, script, name, "waits", by], {
    cwd: ROOMS.project,
    stdout: join(project, `${name}.out`),
    stderr: join(project, `${name}.err`),
    limitMs: LIMIT_MS,
  });
  let ended = false;
  const over = run.then(() => (ended = true));
  while (!existsSync(join(folder, "grown")) && !ended) await sleep(20);
  on.strike(`holds-tree.mjs ${name} `);
  await over;
  // What dies may take a moment.
  await sleep(BEATS_MS);
  const beats = (): string[] => ["0", "1", "2"].map((depth) => read(join(folder, depth)));
  const before = beats();
  await sleep(BEATS_MS);
  const after = beats();
  const living = after.filter((beat, depth) => beat !== before[depth]);
  on.strike(`tree.mjs`);
  await on.settle();
  return living;
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
