import type { McpServer, ServerContext } from "@modelcontextprotocol/server";
import * as z from "zod";
import { callOf } from "../agents/call.ts";
import { AGENTS } from "../agents/table.ts";
import { PERMISSIONS, NAME_OF_ITS_OWN } from "../agents/types.ts";
import { watchAgent } from "../agents/watch.ts";
import type { Watch } from "../agents/watch.ts";
import type { Job } from "../jobs/job.ts";
import { ladder } from "../jobs/ladder.ts";
import { shownTime } from "../jobs/state.ts";
import { lastLine } from "../jobs/text.ts";
import { quote, Refusal } from "../refusal.ts";
import { answer, headline } from "./answer.ts";
import { EXCERPT, excerptOf } from "./excerpt.ts";
import { factsOf, JOB_SHAPE } from "./job-shape.ts";
import { checkStarted, launch, PROGRAM_INPUT } from "./launch.ts";
import { tellProgress } from "./progress.ts";
import { waitUntil } from "./wait.ts";
import type { Workshop } from "./workshop.ts";

const STDERR_BYTES = 2_000;
const MAX_PROGRESS = 160;

const OUTPUT = z.object({
  ...JOB_SHAPE,
  agent: z.string(),
  session: z.string().nullable().describe("Give it back as session to go on where it stopped."),
  done: z.boolean().describe("It has given its final answer."),
  answer: z.string().describe("Its final answer, or what it has said last if it is not done."),
  steps: z.array(z.string()).describe("The last things that it did."),
  errors: z.array(z.string()).describe("What it reported as errors; it may have gone on."),
  stderr: EXCERPT,
});

function inputFor(agents: readonly string[]) {
  return z.strictObject({
    agent: z.enum(agents as [string, ...string[]]).describe("Which one; it must be installed, and logged in."),
    prompt: z.string().min(1).optional().describe("What it is to do. It knows nothing of this conversation."),
    cwd: PROGRAM_INPUT.cwd.describe(
      "The folder it works in, in one of the allowed folders; default: the first of them.",
    ),
    permission: z
      .enum(PERMISSIONS)
      .default("read-only")
      .describe(
        "read-only: look, change nothing; workspace-write: change files in its folder; unlimited: anything, unasked.",
      ),
    model: z.string().regex(NAME_OF_ITS_OWN).optional(),
    session: z.string().regex(NAME_OF_ITS_OWN).optional().describe("The session of an earlier answer, to go on with."),
    job: z
      .string()
      .optional()
      .describe("Instead of a prompt: the handle of one that is at work, to wait for its answer again."),
    timeoutMs: PROGRAM_INPUT.timeoutMs.describe("End it after so many milliseconds."),
    yieldMs: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe("Answer with a handle if it takes longer than so many milliseconds."),
  });
}

type Args = z.infer<ReturnType<typeof inputFor>>;

export function addAgent(server: McpServer, workshop: Workshop, agents: readonly string[]): void {
  const { settings } = workshop;
  server.registerTool(
    "agent",
    {
      title: "Run a command-line agent",
      description: `Gives a task to another agent (${agents.join(", ")}), which works on it by itself, and answers with what it said last. If that takes longer than ${settings.yieldMs / 1_000} s it goes on, and the answer has state "running" and a handle: call agent again with that job instead of a prompt to wait on, or stop. If it fails, what it has said so far and its session come with the error. Cancelling this call ends it with everything that it started.`,
      inputSchema: inputFor(agents),
      outputSchema: OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    async (args, ctx) => {
      ctx.mcpReq.signal.throwIfAborted();
      const [job, watch] = args.job === undefined ? begin(workshop, args) : find(workshop, args, args.job);
      await attend(workshop, job, watch, args, ctx);
      checkStarted(job);
      return agentAnswer(job, watch);
    },
  );
}

function begin(workshop: Workshop, args: Args): readonly [Job, Watch] {
  const { settings, policy, watches } = workshop;
  const agent = AGENTS[args.agent];
  if (agent === undefined || args.prompt === undefined)
    throw new Refusal(
      `Cannot give ${quote(args.agent)} nothing to do: give a prompt, or the job of one that is at work`,
    );
  if (policy.readOnly && args.permission !== "read-only")
    throw new Refusal(
      `Cannot let ${quote(args.agent)} change anything: this server is read-only; leave permission out`,
    );
  // It is ended gently: what it has done is on the disk, and it may want to note where it stopped.
  const end = (): void => void job.stop("stop", ladder(settings.stopGraceMs));
  const watch = watchAgent(
    args.agent,
    agent,
    { firstEventMs: settings.agentFirstEventMs, lingerMs: settings.agentLingerMs },
    end,
  );
  let job: Job;
  try {
    job = launch(workshop, {
      tool: "agent",
      permit: () => {
        const { cwd, timeoutMs } = policy.permitPlace(args.cwd, args.timeoutMs);
        const { permission, model, session } = args;
        return callOf(agent, { cwd, permission, model, session }, timeoutMs, process.env);
      },
      stdin: { text: args.prompt, staysOpen: false },
      onStdout: watch.onStdout,
      onStderr: watch.onStderr,
    });
  } catch (error) {
    watch.over();
    throw error;
  }
  void job.ended.then(watch.over);
  watches.set(job, watch);
  return [job, watch];
}

/** What belongs to a beginning, and would be lost on one that is at work. */
const OF_A_BEGINNING = ["prompt", "session", "model", "cwd", "timeoutMs"] as const;

function find({ table, watches }: Workshop, args: Args, id: string): readonly [Job, Watch] {
  const lost = OF_A_BEGINNING.filter((name) => args[name] !== undefined);
  if (lost.length > 0) {
    throw new Refusal(
      `Cannot give ${lost.join(", ")} to the job ${quote(id)}: it is at work already; wait with the job alone, and go on with its session then`,
    );
  }
  const job = table.get(id);
  const watch = watches.get(job);
  if (watch === undefined)
    throw new Refusal(`Cannot wait for the job ${quote(id)} as an agent: it is none; read it with output`);
  if (watch.agent !== args.agent) {
    throw new Refusal(
      `Cannot wait for the job ${quote(id)} as ${quote(args.agent)}: it is ${quote(watch.agent)}; give that as agent`,
    );
  }
  return [job, watch];
}

async function attend(
  { settings }: Workshop,
  job: Job,
  { transcript }: Watch,
  args: Args,
  ctx: ServerContext,
): Promise<void> {
  const stopTelling = tellProgress(ctx, settings.progressMs, () => {
    const latest = lastLine(Buffer.from(transcript.latest), MAX_PROGRESS);
    return `${shownTime(Date.now() - job.startedAt)}${latest === "" ? "" : `: ${latest}`}`;
  });
  const boundMs = Math.min(args.yieldMs ?? settings.yieldMs, settings.yieldMs);
  await waitUntil(() => job.outcome !== null, job.watch, boundMs, ctx.mcpReq.signal);
  stopTelling();
  // Who only waits for it does not end it.
  if (ctx.mcpReq.signal.aborted && args.job === undefined) await job.stop("cancelled", ladder(settings.cancelGraceMs));
}

function agentAnswer(job: Job, { agent, transcript, givenUp }: Watch) {
  const isOver = job.outcome !== null;
  const done = transcript.final !== null && !transcript.final.failed;
  const structured = {
    ...factsOf(job),
    agent,
    session: transcript.session,
    done,
    answer: transcript.answer,
    steps: [...transcript.steps],
    errors: [...transcript.errors],
    stderr: excerptOf(job.stderr, "stderr", job.id, STDERR_BYTES, isOver),
  };
  return { ...answer(structured, inWords(structured, job, givenUp)), isError: isOver && !done };
}

function inWords(told: z.infer<typeof OUTPUT>, job: Job, givenUp: string | null): string {
  const session = told.session === null ? "" : ` Its session is ${told.session}.`;
  if (told.done) return `${told.agent} is done (job ${job.id}).${session}\n\n${told.answer}`;
  if (told.state === "running") {
    const so = [`Steps so far:`, ...told.steps.map((step) => `- ${step}`)];
    return [
      `${told.agent} is at work: ${headline(job)}${session}`,
      `Next: agent {"agent": "${told.agent}", "job": "${job.id}"} waits for its answer, stop {"job": "${job.id}"} ends it.`,
      ...(told.steps.length > 0 ? so : []),
    ].join("\n");
  }
  const again =
    told.session === null
      ? "Correct the reason and call it again."
      : `To go on: agent {"agent": "${told.agent}", "session": "${told.session}", "prompt": "…"}.`;
  return [
    `${told.agent} has failed${givenUp === null ? "" : `, ${givenUp}`}. ${headline(job)}${session} ${again}`,
    ...told.errors.map((error) => `error: ${error}`),
    ...(told.stderr.bytes > 0 ? [`stderr:\n${told.stderr.text}`] : []),
    ...(told.answer === "" ? [] : [`What it said last:\n${told.answer}`]),
  ].join("\n");
}
