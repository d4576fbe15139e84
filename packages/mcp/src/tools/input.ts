import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { quote, Refusal } from "../refusal.ts";
import { answer, headline } from "./answer.ts";
import { factsOf, HANDLE, JOB_SHAPE } from "./job-shape.ts";
import { waitUntil } from "./wait.ts";
import type { Workshop } from "./workshop.ts";

/** A program that does not read takes nothing once its pipe is full. */
const WRITE_BOUND_MS = 5_000;

const INPUT = z.strictObject({
  job: HANDLE,
  text: z.string().default("").describe("What to write, as it is: most programs want a newline at the end of a line."),
  end: z.boolean().default(false).describe("End its stdin afterwards, as Ctrl-D does."),
});

const OUTPUT = z.object({
  ...JOB_SHAPE,
  taken: z.boolean().describe("False: the program has not read it all yet; it gets the rest when it reads on."),
});

export function addInput(server: McpServer, { table, audit }: Workshop): void {
  server.registerTool(
    "input",
    {
      title: "Write to the stdin of a job",
      description:
        "Writes a text to the stdin of a job that start began, and can end it. Read the reaction with output. It is a pipe and no terminal: programs that want keys or ask for a password on the terminal do not see it.",
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    async ({ job: id, text, end }, ctx) => {
      const job = table.get(id);
      if (job.outcome !== null)
        throw new Refusal(
          `Cannot write to the job ${quote(id)}: it is over; start it again, the tool list shows what runs`,
        );
      if (!job.isOpen)
        throw new Refusal(
          `Cannot write to the job ${quote(id)}: it was not begun with start; only those have an open stdin`,
        );
      if (text === "" && !end) throw new Refusal(`Cannot write nothing to the job ${quote(id)}: give text, or end`);
      audit.write({ event: "input", job: id, bytes: Buffer.byteLength(text), end });
      const result: { how: "written" | "closed" | "waiting" } = { how: "waiting" };
      const writing = table.write(job, text, end);
      await waitUntil(
        () => result.how !== "waiting",
        (listener) => {
          void writing.then((how) => {
            result.how = how;
            listener();
          });
          return () => undefined;
        },
        WRITE_BOUND_MS,
        ctx.mcpReq.signal,
      );
      if (result.how === "closed")
        throw new Refusal(
          `Cannot write to the job ${quote(id)}: its stdin is closed, by you or by the program; output shows what it did`,
        );
      const taken = result.how === "written";
      const note = taken ? "It has been written." : "The program has not read all of it yet; the rest waits for it.";
      return answer({ ...factsOf(job), taken }, `${headline(job)}\n${note}`);
    },
  );
}
