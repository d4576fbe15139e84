import { hostEnv, safeEnv, start } from "../index.ts";
import type { Job, Ladder, Outcome, SignalName, TextOptions } from "../index.ts";
import type { RunOptions } from "./args.ts";
import { forward, lineWriter } from "./forward.ts";
import { writeEvents } from "./render-json.ts";
import { passSignals } from "./signals.ts";

/** How long a killed tree is waited for before its survivors are reported. */
const KILL_WAIT_MS = 1_000;

/** Runs the program as the options say, and resolves when its tree is gone. */
export async function execute(
  program: string,
  args: readonly string[],
  options: RunOptions,
  session: "own" | "foreground",
): Promise<Outcome> {
  let job: Job | null = null;
  const ladder = (first: SignalName): Ladder => [
    { signal: first, waitMs: options.killAfter },
    { kill: true, waitMs: KILL_WAIT_MS },
  ];
  // On before the start: a signal that came between would end leash, and the tree would be left to the guardian.
  const letGo = passSignals(() => job, ladder, session);
  try {
    job = start(program, args, { ...startOptions(options, ladder(options.signal)), session });
    if (options.json) return await writeEvents(job, program, lineWriter(process.stdout, job));
    if (options.idleTimeout !== undefined) return await forward(job);
    return await job.outcome;
  } finally {
    letGo();
  }
}

function startOptions(options: RunOptions, ladder: Ladder): TextOptions {
  // The streams themselves, wherever nothing has to be seen: no byte is copied, and the program sees a terminal as one.
  const output = options.json || options.idleTimeout !== undefined ? "pipe" : "inherit";
  return {
    stdin: "inherit",
    stdout: output,
    stderr: output,
    ladder,
    timeout: options.timeout,
    idleTimeout: options.idleTimeout,
    cwd: options.cwd,
    env: options.cleanEnv ? safeEnv(options.env) : hostEnv(options.env),
    leftovers: options.leftovers,
    containment: options.requireProof ? "require" : "auto",
  };
}
