import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { ladder } from "../jobs/ladder.ts";
import { answer, headline } from "./answer.ts";
import { factsOf, JOB_SHAPE } from "./job-shape.ts";
import { checkStarted, launch, PROGRAM_INPUT } from "./launch.ts";
import { waitUntil } from "./wait.ts";
import type { Workshop } from "./workshop.ts";

/** A file system that does not answer keeps a start from ever beginning; then the job itself tells how it goes on. */
const START_BOUND_MS = 10_000;

const INPUT = z.strictObject({
  ...PROGRAM_INPUT,
  stdin: z
    .string()
    .optional()
    .describe("A text for its stdin, which stays open for the tool input. Default: an empty one that stays open."),
});

const OUTPUT = z.object(JOB_SHAPE);

export function addStart(server: McpServer, workshop: Workshop): void {
  server.registerTool(
    "start",
    {
      title: "Start a program in the background",
      description:
        "Starts a program (argv) or shell line (shell) that is to go on, such as a development server or a watcher, and answers at once with its handle. Read it with output, write to it with input, end it with stop. It ends when this server ends, with everything that it started.",
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    async ({ stdin, ...wanted }, ctx) => {
      ctx.mcpReq.signal.throwIfAborted();
      const job = launch(workshop, {
        tool: "start",
        permit: () =>
          workshop.policy.permit({
            argv: wanted.argv,
            shell: wanted.shell,
            cwd: wanted.cwd,
            env: wanted.env ?? {},
            timeoutMs: wanted.timeoutMs,
          }),
        stdin: { text: stdin ?? "", staysOpen: true },
      });
      let settled = false;
      await waitUntil(
        () => settled || job.outcome !== null,
        (listener) => {
          void job.started.then(() => {
            // A start that failed is told by the end, which comes with the reason.
            settled = job.pid !== null;
            listener();
          });
          return job.watch(listener);
        },
        START_BOUND_MS,
        ctx.mcpReq.signal,
      );
      // Nobody has the handle, so nobody else would ever end it.
      if (ctx.mcpReq.signal.aborted) await job.stop("cancelled", ladder(workshop.settings.cancelGraceMs));
      checkStarted(job);
      const next = `Next: output {"job": "${job.id}", "pattern": "…", "waitMs": 20000} waits until it has printed something, stop {"job": "${job.id}"} ends it.`;
      return answer(factsOf(job), `${headline(job)}\n${next}`);
    },
  );
}
