import spawn from "nano-spawn";
import { each } from "./tool.ts";
import type { Tool } from "./tool.ts";

export const tool: Tool = {
  run: (file, args) => spawn(file, args, { stdin: "ignore" }),
  readers: { lines: (file, args, take) => each(spawn(file, args, { stdin: "ignore" }).stdout, take) },
  feed: (file, args, stdin) => spawn(file, args, { stdin: { string: new TextDecoder().decode(stdin) } }),
  hold: (file, args) => {
    const job = spawn(file, args, { stdin: "ignore" });
    // It rejects when it is killed.
    const end = job.catch(() => undefined);
    return { started: job.nodeChildProcess, stop: async () => ((await job.nodeChildProcess).kill(), end) };
  },
};
