import { execa } from "execa";
import { each } from "./tool.ts";
import type { Tool } from "./tool.ts";

const ALL = 4 * 2 ** 30;
const UNBUFFERED = { stdin: "ignore", buffer: false } as const;

export const tool: Tool = {
  run: (file, args) => execa(file, args, { stdin: "ignore" }),
  readers: {
    lines: (file, args, take) => each(execa(file, args, UNBUFFERED).iterable(), take),
    bytes: (file, args, take) => each(execa(file, args, UNBUFFERED).iterable({ binary: true }), take),
  },
  collect: async (file, args) =>
    (await execa(file, args, { stdin: "ignore", encoding: "buffer", maxBuffer: ALL })).stdout,
  feed: (file, args, stdin) => execa(file, args, { input: stdin, stdout: "ignore", stderr: "ignore" }),
  hold: (file, args) => {
    const job = execa(file, args, { stdin: "ignore", reject: false, killDescendants: true });
    return {
      started: Promise.resolve(),
      stop: () => {
        job.kill();
        return job;
      },
    };
  },
};
