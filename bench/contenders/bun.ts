import { each, splitByHand } from "./tool.ts";
import type { Tool } from "./tool.ts";

const PIPED = { stdin: "ignore", stdout: "pipe", stderr: "pipe" } as const;

export const tool: Tool = {
  run: (file, args) => {
    const job = Bun.spawn([file, ...args], PIPED);
    return Promise.all([job.exited, new Response(job.stdout).text(), new Response(job.stderr).text()]);
  },
  readers: {
    "split-by-hand": (file, args, take) => each(splitByHand(Bun.spawn([file, ...args], PIPED).stdout), take),
    bytes: (file, args, take) => each(Bun.spawn([file, ...args], PIPED).stdout, take),
  },
  collect: async (file, args) =>
    new Uint8Array(await new Response(Bun.spawn([file, ...args], PIPED).stdout).arrayBuffer()),
  feed: (file, args, stdin) => Bun.spawn([file, ...args], { stdin, stdout: "ignore", stderr: "ignore" }).exited,
  hold: (file, args) => {
    const job = Bun.spawn([file, ...args], { ...PIPED, detached: true });
    // The end of both pipes: the tree is gone, and not only its leader.
    const end = Promise.all([job.exited, new Response(job.stdout).text(), new Response(job.stderr).text()]);
    return {
      started: Promise.resolve(),
      stop: () => {
        process.kill(-job.pid, "SIGTERM");
        return end;
      },
    };
  },
};
