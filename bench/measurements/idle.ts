/** What each of many children costs that do nothing: in the host, and in what the tool starts beside them. */
import { need } from "./measurement.ts";
import type { Measure } from "./measurement.ts";
import { processes, residentMb, shareMb } from "./procfs.ts";

export const measure: Measure = async (load, params) => {
  const hold = need((await load()).hold, "hold");
  const program = params.text("idler");
  const count = params.number("count");
  const start = async (): Promise<() => Promise<unknown>> => {
    const held = hold(program, ["60"]);
    await held.started;
    return held.stop;
  };
  // The first ones pay for code and pools.
  const stops = await Promise.all(Array.from({ length: 20 }, start));
  const before = await resident();
  for (let i = 0; i < count; i++) stops.push(await start());
  const hostMb = await resident();
  const beside = helpers(program).map(shareMb);
  await Promise.all(stops.map((stop) => stop()));
  return {
    hostMb,
    hostKb: ((hostMb - before) * 1024) / count,
    besideKb: (beside.reduce((sum, share) => sum + share, 0) * 1024) / stops.length,
  };
};

async function resident(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return residentMb();
}

/** The pids of all descendants of ours but the programs themselves. */
function helpers(program: string): readonly number[] {
  const all = processes();
  const ours = new Set([process.pid]);
  // A pass finds at least the next generation; there are few.
  for (let before = 0; before < ours.size;) {
    before = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  return all
    .filter(({ pid, command }) => pid !== process.pid && ours.has(pid) && !command.startsWith(`${program} `))
    .map(({ pid }) => pid);
}
