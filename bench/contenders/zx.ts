import { $ } from "zx";
import { each } from "./tool.ts";
import type { Tool } from "./tool.ts";

// Through a shell, which is what zx is for.
const quiet = $({ stdio: ["ignore", "pipe", "pipe"], nothrow: true });

export const tool: Tool = {
  run: (file, args) => quiet`${file} ${args}`,
  readers: { lines: (file, args, take) => each(quiet`${file} ${args}`, take) },
  collect: (file, args) => quiet`${file} ${args}`.buffer(),
  feed: (file, args, stdin) => $({ input: stdin, quiet: true })`${file} ${args}`,
  hold: (file, args) => {
    const job = quiet`exec ${file} ${args}`;
    // A promise of zx starts when it is asked for something.
    const end = job.then(() => undefined);
    return { started: Promise.resolve(), stop: async () => (await job.kill("SIGTERM"), end) };
  },
};
