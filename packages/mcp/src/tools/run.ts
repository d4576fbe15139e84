import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { ladder } from "../jobs/ladder.ts";
import type { Job } from "../jobs/job.ts";
import { answer, headline, section } from "./answer.ts";
import { EXCERPT, excerptOf } from "./excerpt.ts";
import { factsOf, JOB_SHAPE } from "./job-shape.ts";
import { checkStarted, launch, PROGRAM_INPUT } from "./launch.ts";
import { jobProgress, tellProgress } from "./progress.ts";
import { waitUntil } from "./wait.ts";
import type { Workshop } from "./workshop.ts";

const MAX_BYTES = 128 * 1024;

const INPUT = z.strictObject({
  ...PROGRAM_INPUT,
  stdin: z.string().optional().describe("A text for its stdin, which ends after it. Default: an empty stdin."),
  yieldMs: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Answer with a handle if it takes longer than so many milliseconds; it goes on meanwhile."),
  maxBytes: z
    .number()
    .int()
    .min(256)
    .max(MAX_BYTES)
    .default(16 * 1024)
    .describe("How much of each of stdout and stderr the answer may hold; output reads the rest."),
});

const OUTPUT = z.object({ ...JOB_SHAPE, stdout: EXCERPT, stderr: EXCERPT });

export function addRun(server: McpServer, workshop: Workshop): void {
  const { settings, policy } = workshop;
  server.registerTool(
    "run",
    {
      title: "Run a program",
      description: `Runs one program (argv) or shell line (shell) and answers when it has ended: how, and the beginning and end of what it wrote. An exit code other than 0 is an answer, not an error. When the program ends, whatever it left in the background is ended too; for a server that is to stay, use start. If it takes longer than ${settings.yieldMs / 1_000} s it goes on as a job, and the answer has state "running" and a handle for output, input and stop. Cancelling this call ends the program and everything that it started.`,
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    async ({ stdin, yieldMs, maxBytes, ...wanted }, ctx) => {
      ctx.mcpReq.signal.throwIfAborted();
      const job = launch(workshop, {
        tool: "run",
        permit: () =>
          policy.permit({
            argv: wanted.argv,
            shell: wanted.shell,
            cwd: wanted.cwd,
            env: wanted.env ?? {},
            timeoutMs: wanted.timeoutMs,
          }),
        stdin: stdin === undefined ? undefined : { text: stdin, staysOpen: false },
      });
      const stopTelling = tellProgress(ctx, settings.progressMs, () => jobProgress(job));
      const boundMs = Math.min(yieldMs ?? settings.yieldMs, settings.yieldMs);
      await waitUntil(() => job.outcome !== null, job.watch, boundMs, ctx.mcpReq.signal);
      stopTelling();
      // Nobody will read the answer; but the call is over only when the tree is.
      if (ctx.mcpReq.signal.aborted) await job.stop("cancelled", ladder(settings.cancelGraceMs));
      checkStarted(job);
      return runAnswer(job, maxBytes);
    },
  );
}

function runAnswer(job: Job, maxBytes: number): ReturnType<typeof answer<z.infer<typeof OUTPUT>>> {
  const isOver = job.outcome !== null;
  const structured = {
    ...factsOf(job),
    stdout: excerptOf(job.stdout, "stdout", job.id, maxBytes, isOver),
    stderr: excerptOf(job.stderr, "stderr", job.id, maxBytes, isOver),
  };
  const next = isOver
    ? []
    : [
        `It goes on. Next: output {"job": "${job.id}", "waitFor": "end", "waitMs": 20000} waits for it, stop {"job": "${job.id}"} ends it.`,
      ];
  const text = [headline(job), ...next, section("stdout", structured.stdout), section("stderr", structured.stderr)];
  return answer(structured, text.join("\n"));
}
