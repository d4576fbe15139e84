import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { Refusal } from "../refusal.ts";
import { fromCharacter, toCharacter } from "../jobs/text.ts";
import { compile } from "../jobs/pattern.ts";
import { shownBytes } from "../jobs/state.ts";
import type { Job } from "../jobs/job.ts";
import { answer, headline } from "./answer.ts";
import { factsOf, HANDLE, JOB_SHAPE } from "./job-shape.ts";
import { createSearch } from "./search.ts";
import type { Search } from "./search.ts";
import { waitUntil } from "./wait.ts";
import type { Workshop } from "./workshop.ts";

/** Below every client's own limit. */
const MAX_WAIT_MS = 50_000;
const MAX_BYTES = 256 * 1024;
/** What is there already is looked through, for so long at least; 64 MiB take a tenth of it. */
const LOOK_MS = 1_000;

const INPUT = z.strictObject({
  job: HANDLE,
  stream: z.enum(["stdout", "stderr"]).default("stdout"),
  cursor: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      "Where to read from, in bytes: 0 is the beginning, and each answer has the cursor to read on from. Default: 0.",
    ),
  tailBytes: z
    .number()
    .int()
    .min(1)
    .max(MAX_BYTES)
    .optional()
    .describe("Read the last so many bytes instead of from a cursor."),
  maxBytes: z
    .number()
    .int()
    .min(16)
    .max(MAX_BYTES)
    .default(16 * 1024)
    .describe("How much to read at most."),
  waitMs: z
    .number()
    .int()
    .min(0)
    .max(MAX_WAIT_MS)
    .default(0)
    .describe("Wait up to so many milliseconds for what waitFor or pattern say. Default: no wait."),
  waitFor: z
    .enum(["more", "end"])
    .default("more")
    .describe("more: anything after the cursor, or the end of the job; end: the end of the job."),
  pattern: z
    .string()
    .min(1)
    .max(500)
    .regex(/^[^\n]*$/, "want a text without a line end: it is looked for within each line")
    .optional()
    .describe(
      'Wait until a line after the cursor contains this text, where * stands for anything: "listening on *:3000".',
    ),
});

const OUTPUT = z.object({
  ...JOB_SHAPE,
  stream: z.enum(["stdout", "stderr"]),
  text: z.string(),
  from: z.number().int().describe("Where text begins, in bytes from the beginning of the stream."),
  cursor: z.number().int().describe("Where text ends: give it to the next call to read on."),
  droppedBytes: z.number().int().describe("So many bytes before text were kept nowhere and are lost."),
  availableBytes: z.number().int().describe("How much can be read after cursor now."),
  atEnd: z.boolean().describe("The job is over, and nothing is after cursor."),
  matched: z.boolean().nullable().describe("Whether pattern was found; null if there was none."),
});

type Args = z.infer<typeof INPUT>;

export function addOutput(server: McpServer, { table }: Workshop): void {
  server.registerTool(
    "output",
    {
      title: "Read the output of a job",
      description:
        "Reads what a job has written, also after its end, and can wait for it: until there is more, until a text appears (pattern), or until the job ends. Every wait is bounded by waitMs; when it is over you get what there is. To follow a job, pass the cursor of each answer to the next call.",
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    async (args, ctx) => {
      const job = table.get(args.job);
      if (args.cursor !== undefined && args.tailBytes !== undefined)
        throw new Refusal("Cannot read both from a cursor and from the end: give cursor or tailBytes");
      const kept = job[args.stream];
      const from = args.tailBytes === undefined ? (args.cursor ?? 0) : Math.max(0, kept.total - args.tailBytes);
      const search = args.pattern === undefined ? null : createSearch(kept, from, compile(args.pattern));
      const matched = await wait(job, args, from, search, ctx.mcpReq.signal);
      const isOver = job.outcome !== null;
      // Asked anew: the wait was for what comes at the end.
      const start = args.tailBytes === undefined ? from : Math.max(0, kept.total - args.tailBytes);
      const piece = await kept.read(start, args.tailBytes ?? args.maxBytes);
      // Only what was not asked for by its cursor may begin within a character.
      const begun = args.tailBytes !== undefined || piece.dropped > 0 ? fromCharacter(piece.bytes) : piece.bytes;
      const trimmed = toCharacter(begun);
      // What is kept may end within a character, before a gap: then there is no more of it, and a reader would never get on.
      const isCut = trimmed.length === 0 && piece.to < kept.total;
      const shown = isCut || (isOver && piece.to === kept.total) ? begun : trimmed;
      const begin = piece.to - begun.length;
      const structured = {
        ...factsOf(job),
        stream: args.stream,
        text: shown.toString("utf8"),
        from: begin,
        cursor: begin + shown.length,
        droppedBytes: piece.dropped,
        availableBytes: kept.total - begin - shown.length,
        atEnd: isOver && begin + shown.length === kept.total,
        matched,
      };
      return answer(structured, inWords(job, structured, search?.at ?? from));
    },
  );
}

/** @returns whether the pattern was found, null if there is none. */
async function wait(
  job: Job,
  args: Args,
  from: number,
  search: Search | null,
  signal: AbortSignal,
): Promise<boolean | null> {
  const kept = job[args.stream];
  const isOver = (): boolean => job.outcome !== null;
  if (search !== null) {
    const begin = performance.now();
    const end = begin + args.waitMs;
    const stopped = (): boolean => signal.aborted || performance.now() > Math.max(end, begin + LOOK_MS);
    for (;;) {
      const known = kept.total;
      const over = isOver();
      if ((await search.go(stopped)) === "found") return true;
      const left = end - performance.now();
      if (over || left <= 0 || signal.aborted) return false;
      await waitUntil(() => kept.total > known || isOver(), job.watch, left, signal);
    }
  }
  const holds = args.waitFor === "end" ? isOver : () => isOver() || kept.total > from;
  if (args.waitMs > 0) await waitUntil(holds, job.watch, args.waitMs, signal);
  return null;
}

function inWords(job: Job, read: z.infer<typeof OUTPUT>, searched: number): string {
  const lines = [headline(job)];
  if (read.matched === false) lines.push(`The pattern was not found in what comes before byte ${searched}.`);
  if (read.droppedBytes > 0)
    lines.push(`${shownBytes(read.droppedBytes)} before this are lost: more than this server keeps.`);
  lines.push(`${read.stream}, bytes ${read.from} to ${read.cursor} of ${job[read.stream].total}:`, read.text);
  if (read.availableBytes > 0)
    lines.push(`[more: output {"job": "${job.id}", "stream": "${read.stream}", "cursor": ${read.cursor}}]`);
  const [other, bytes] = read.stream === "stdout" ? ["stderr", read.stderrBytes] : ["stdout", read.stdoutBytes];
  if (bytes > 0) lines.push(`[${other} has ${shownBytes(bytes)}]`);
  return lines.join("\n");
}
