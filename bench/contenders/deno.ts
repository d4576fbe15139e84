import { each, splitByHand } from "./tool.ts";
import type { Tool } from "./tool.ts";

const PIPED = { stdin: "null", stdout: "piped", stderr: "piped" } as const;

function spawn(file: string, args: readonly string[]): DenoChild {
  return new Deno.Command(file, { args, ...PIPED, stderr: "null" }).spawn();
}

export const tool: Tool = {
  run: (file, args) => new Deno.Command(file, { args, ...PIPED }).output(),
  readers: {
    "split-by-hand": (file, args, take) => each(splitByHand(spawn(file, args).stdout), take),
    bytes: (file, args, take) => each(spawn(file, args).stdout, take),
  },
  collect: async (file, args) => (await new Deno.Command(file, { args, ...PIPED }).output()).stdout,
  feed: async (file, args, stdin) => {
    const job = new Deno.Command(file, { args, stdin: "piped", stdout: "null", stderr: "null" }).spawn();
    const writer = job.stdin.getWriter();
    await writer.write(stdin);
    await writer.close();
    return job.status;
  },
  hold: (file, args) => {
    const job = new Deno.Command(file, { args, ...PIPED, detached: true }).spawn();
    // The end of both pipes: the tree is gone, and not only its leader.
    const end = job.output();
    return {
      started: Promise.resolve(),
      stop: () => {
        Deno.kill(-job.pid, "SIGTERM");
        return end;
      },
    };
  },
};
