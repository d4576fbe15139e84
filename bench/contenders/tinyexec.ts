import { x } from "tinyexec";
import { each } from "./tool.ts";
import type { Tool } from "./tool.ts";

const QUIET = { nodeOptions: { stdio: ["ignore", "pipe", "pipe"] } } as const;

export const tool: Tool = {
  run: async (file, args) => await x(file, args, QUIET),
  readers: { lines: (file, args, take) => each(x(file, args, QUIET), take) },
  feed: (file, args, stdin) => {
    const job = x(file, args);
    job.process?.stdin?.end(stdin);
    return Promise.resolve(job);
  },
  hold: (file, args) => {
    const job = x(file, args, QUIET);
    const end = Promise.resolve(job);
    return {
      started: Promise.resolve(),
      stop: () => {
        job.kill();
        return end;
      },
    };
  },
};
