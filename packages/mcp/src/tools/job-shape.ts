import * as z from "zod";
import type { Job } from "../jobs/job.ts";
import { stateOf, STATES } from "../jobs/state.ts";

/** What every call about a job begins with. */
export const HANDLE = z
  .string({ error: "want the handle that run, start or agent gave; the tool list shows those that there are" })
  .describe("The handle that run, start or agent gave.");

/** What every answer about a job tells of it. */
export const JOB_SHAPE = {
  job: z.string().describe("The handle of the job, for output, input and stop."),
  state: z
    .enum(STATES)
    .describe(
      "running; exited: by itself, see exitCode; killed: by a signal that this server did not send; timed-out, stopped, cancelled: ended by this server; survived: something of it could not be ended; lost: its helper was killed, run it again.",
    ),
  command: z.string().describe("What runs, as it was asked for; the end of a long one is left out."),
  cwd: z.string().describe("The folder it was started in."),
  pid: z.number().int().nullable(),
  exitCode: z.number().int().nullable().describe("Null if it runs, or was ended by a signal."),
  signal: z.string().nullable().describe("The signal that ended it, or null."),
  rungs: z.array(z.string()).describe("The signals that this server sent to end it, in order."),
  startedAt: z.string().describe("ISO 8601."),
  elapsedMs: z.number().describe("From its start until now, or until its end."),
  stdoutBytes: z.number().int().describe("How much it wrote to stdout in all."),
  stderrBytes: z.number().int().describe("How much it wrote to stderr in all."),
  tree: z
    .object({
      empty: z.boolean().describe("Nothing of what the program started is left."),
      proof: z.string().describe("How that is known: reaped and stable-scan are proofs, unverified is none."),
      leftBehind: z
        .number()
        .int()
        .describe("Processes that the program left behind when it ended, and that were then ended."),
      survivors: z.array(z.object({ pid: z.number().int(), name: z.string(), why: z.string() })),
    })
    .nullable()
    .describe("What became of everything that the program started; null while it runs."),
  usage: z
    .object({ cpuMs: z.number(), peakMemoryBytes: z.number() })
    .nullable()
    .describe("Of the program and all that it started, where the system tells."),
} as const;

const jobObject = z.object(JOB_SHAPE);
export type JobFacts = z.infer<typeof jobObject>;

export function factsOf(job: Job): JobFacts {
  const { outcome } = job;
  const ended = outcome === null || outcome.kind === "failed-to-start" ? null : outcome;
  return {
    job: job.id,
    state: stateOf(job),
    command: job.command,
    cwd: job.cwd,
    pid: job.pid,
    exitCode: outcome?.kind === "exit" ? outcome.code : null,
    signal: outcome?.kind === "signal" ? outcome.signal : null,
    rungs: [...(ended?.rungs ?? [])],
    startedAt: new Date(job.startedAt).toISOString(),
    elapsedMs: Math.round(outcome?.durationMs ?? Date.now() - job.startedAt),
    stdoutBytes: job.stdout.total,
    stderrBytes: job.stderr.total,
    tree:
      ended === null
        ? null
        : {
            empty: ended.tree.survivors.length === 0,
            proof: ended.tree.proof,
            leftBehind: ended.tree.leftovers,
            survivors: ended.tree.survivors.map(({ pid, name, why }) => ({ pid, name, why })),
          },
    usage:
      ended === null || ended.usage === null
        ? null
        : {
            cpuMs: Math.round(ended.usage.userMs + ended.usage.systemMs),
            peakMemoryBytes: ended.usage.peakRssBytes,
          },
  };
}
