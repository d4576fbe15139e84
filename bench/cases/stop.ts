import type { Case } from "../case.ts";
import { bun, c, deno, execa, nanoSpawn, node, procleash, tinyexec, zx } from "./contenders.ts";

const LEADER_ONLY = "no tree stop: kill() reaches the leader only";

function stop(size: number): Case {
  const tree = size > 1;
  return {
    name: `stop/${size}`,
    title: `Stop a tree of ${size}`,
    note: "SIGTERM ends them. Bare node, Bun and Deno signal a process group that the caller has made, and execa does so itself (killDescendants): what has left the group stays, and nobody looks. procleash looks, and proves that nobody is left.",
    measurement: "stop",
    metrics: [
      { key: "stopMs", label: "stop, ms", better: "less" },
      { key: "alive", label: "alive afterwards", better: "less", ratio: false },
    ],
    sizes: { tiny: { size: 3 }, quick: { size }, full: { size } },
    rounds: { tiny: tree ? 0 : 1, quick: 2, full: 11 },
    contenders: [
      c(),
      node({ base: true, label: "by its group" }),
      procleash(),
      execa({ label: "killDescendants" }),
      tinyexec(tree ? { cannot: LEADER_ONLY } : { slow: true }),
      nanoSpawn(tree ? { cannot: LEADER_ONLY } : { slow: true }),
      zx({ label: "by a search of ps" }),
      bun({ label: "by its group" }),
      deno({ label: "by its group" }),
    ],
  };
}

export const stops: readonly Case[] = [1, 50, 500].map(stop);
