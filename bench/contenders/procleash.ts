import type * as Procleash from "procleash";
import { each } from "./tool.ts";
import type { Tool } from "./tool.ts";

// What users get: the built package. Another build of it, to compare the two, is a path in the environment.
const { run, start } = (await import(process.env["BENCH_LIBRARY"] ?? "procleash")) as typeof Procleash;
const ALL = 4 * 2 ** 30;

export const tool: Tool = {
  run: (file, args) => run(file, args),
  readers: {
    lines: (file, args, take) => each(start(file, args).lines(), take),
    rawLines: (file, args, take) => each(start(file, args).rawLines(), take),
    batches: (file, args, take) => each(start(file, args).batches(), take),
    rawBatches: (file, args, take) => each(start(file, args).rawBatches(), take),
    bytes: (file, args, take) => each(start(file, args).bytes(), take),
    "lent-bytes": (file, args, take) => each(start(file, args).bytes("stdout", { lend: true }), take),
  },
  collect: async (file, args) => (await run(file, args, { encoding: "bytes", maxOutputBytes: ALL })).stdout,
  feed: (file, args, stdin) => run(file, args, { stdin }),
  hold: (file, args) => {
    const job = start(file, args);
    return { started: job.started, stop: () => job.stop() };
  },
};
