import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { sentence, shownBytes } from "../jobs/state.ts";
import { answer } from "./answer.ts";
import { factsOf, JOB_SHAPE } from "./job-shape.ts";
import type { Workshop } from "./workshop.ts";

const INPUT = z.strictObject({
  state: z.enum(["all", "running", "ended"]).default("all"),
  limit: z.number().int().min(1).max(500).default(50).describe("So many of the newest."),
});

const OUTPUT = z.object({
  jobs: z.array(z.object(JOB_SHAPE)),
  omitted: z.number().int().describe("So many older ones are not shown."),
  running: z.number().int(),
  limits: z.object({
    maxJobs: z.number().int().describe("So many may run at once."),
    memoryBytes: z.number().int(),
    memoryUsedBytes: z
      .number()
      .int()
      .describe("Output in memory: what running jobs may take, and ended ones have taken."),
    diskBytes: z.number().int(),
    diskUsedBytes: z.number().int(),
  }),
  roots: z.array(z.string()).describe("The folders that programs may be started in."),
});

const MAX_COMMAND = 200;

export function addList(server: McpServer, { table, settings }: Workshop): void {
  server.registerTool(
    "list",
    {
      title: "List the jobs",
      description:
        "Lists the jobs of this server, the newest first: those that run, and those that ended a while ago and can still be read with output. Also tells the limits, and the folders that programs may be started in.",
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ state, limit }) => {
      const all = table.list();
      const meant = all.filter(({ outcome }) => state === "all" || (outcome === null) === (state === "running"));
      const shown = meant.slice(0, limit);
      const running = all.filter(({ outcome }) => outcome === null).length;
      const structured = {
        jobs: shown.map(factsOf),
        omitted: meant.length - shown.length,
        running,
        limits: {
          maxJobs: settings.limits.maxJobs,
          memoryBytes: settings.limits.memoryBytes,
          memoryUsedBytes: table.memoryUsed,
          diskBytes: settings.limits.diskBytes,
          diskUsedBytes: table.diskUsed,
        },
        roots: [...settings.roots],
      };
      const lines = shown.map((job) => {
        const { command } = job;
        const cut = command.length > MAX_COMMAND ? `${command.slice(0, MAX_COMMAND)}…` : command;
        return `${job.id}  ${sentence(job)}, ${shownBytes(job.stdout.total + job.stderr.total)} of output: ${cut}`;
      });
      const head = `${running} of at most ${settings.limits.maxJobs} jobs are running. Programs may be started in ${settings.roots.join(", ")}.`;
      const omitted = structured.omitted > 0 ? [`${structured.omitted} older ones are not shown.`] : [];
      return answer(structured, [head, ...lines, ...omitted].join("\n"));
    },
  );
}
