import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { ladder } from "../jobs/ladder.ts";
import { answer, headline } from "./answer.ts";
import { factsOf, HANDLE, JOB_SHAPE } from "./job-shape.ts";
import type { Workshop } from "./workshop.ts";

const MAX_GRACE_MS = 30_000;

const INPUT = z.strictObject({
  job: HANDLE,
  graceMs: z
    .number()
    .int()
    .min(0)
    .max(MAX_GRACE_MS)
    .optional()
    .describe("How long the program may tidy up between SIGTERM and SIGKILL; 0: no time."),
});

const OUTPUT = z.object({
  ...JOB_SHAPE,
  wasRunning: z.boolean().describe("False: it was over already, and nothing was done."),
});

export function addStop(server: McpServer, { table, settings, audit }: Workshop): void {
  server.registerTool(
    "stop",
    {
      title: "Stop a job",
      description: `Ends a job with everything that it started, also what has left its process group or ignores signals: SIGTERM, ${settings.stopGraceMs} ms, then SIGKILL. Answers when nothing of it is left, and says how that is known. Its output stays readable.`,
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    async ({ job: id, graceMs }) => {
      const job = table.get(id);
      const wasRunning = job.outcome === null;
      if (wasRunning) {
        audit.write({ event: "stop", job: id, graceMs: graceMs ?? settings.stopGraceMs });
        await job.stop("stop", ladder(graceMs ?? settings.stopGraceMs));
      }
      const tree = factsOf(job).tree;
      const left =
        tree === null || !tree.empty
          ? []
          : [
              tree.proof === "unverified"
                ? "Nothing of it was found any more."
                : `Nothing of it is left (${tree.proof}).`,
            ];
      const before = wasRunning ? [] : ["It was over already."];
      return answer({ ...factsOf(job), wasRunning }, [headline(job), ...before, ...left].join("\n"));
    },
  );
}
