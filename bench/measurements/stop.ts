/** A tree of so many processes is stopped: the time until the tool says that it is over, and who is left then. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { processes } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const hold = need((await load()).hold, "hold");
  const folder = mkdtempSync(join(tmpdir(), "procleash-bench-"));
  // Also the mark by which its members are found again.
  const ready = join(folder, "ready");
  const left = (): readonly number[] =>
    processes()
      .filter(({ zombie, command, pid }) => !zombie && pid !== process.pid && command.includes(ready))
      .map(({ pid }) => pid);
  try {
    const held = hold(params.text("tree"), [params.text("size"), ready]);
    await held.started;
    while (!existsSync(ready)) await new Promise((resolve) => setTimeout(resolve, 2));
    const begun = performance.now();
    await held.stop();
    const stopMs = performance.now() - begun;
    return { stopMs, alive: left().length };
  } finally {
    for (const pid of left()) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
};
