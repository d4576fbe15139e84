import * as z from "zod";
import { safeEnv } from "procleash";
import { masked, maskedWords } from "../audit/mask.ts";
import type { Job, JobSpec } from "../jobs/job.ts";
import { cut } from "../cut.ts";
import type { Permitted } from "../policy/policy.ts";
import { quote, reasonOf, Refusal } from "../refusal.ts";
import type { Workshop } from "./workshop.ts";

/** What run and start have in common. */
export const PROGRAM_INPUT = {
  argv: z
    .array(z.string(), { error: 'want an array: ["git", "status"]; for a line as one types it, use shell' })
    .min(1)
    .optional()
    .describe(
      'The program and its arguments, each as it is: ["git", "log", "--oneline"]. No shell looks at them. Prefer this.',
    ),
  shell: z
    .string()
    .min(1)
    .optional()
    .describe('A line for /bin/sh instead of argv, for pipes and the like: "git log | head". Never both.'),
  cwd: z
    .string()
    .optional()
    .describe("The folder to start in, in one of the allowed folders; default: the first of them."),
  env: z
    .record(z.string(), z.string())
    .optional()
    .describe("Variables to add to a short, safe environment (PATH, HOME, LANG and the like; nothing secret)."),
  timeoutMs: z
    .number()
    .int()
    .positive()
    .max(2 ** 31 - 1)
    .optional()
    .describe("Stop it, with everything that it started, after so many milliseconds. Default: no limit of your own."),
} as const;

/** In the log, of the variables that a caller adds. */
const MAX_NAMES = 100;
const MAX_NAME = 100;

/** Every answer about the job tells it. */
const MAX_COMMAND = 2_000;

export interface Launch {
  readonly tool: string;
  readonly permit: () => Permitted;
  readonly stdin: JobSpec["stdin"];
  readonly onStdout?: JobSpec["onStdout"];
  readonly onStderr?: JobSpec["onStderr"];
}

/**
 * Starts a job if the policy and the limits allow it, and writes either into the audit log.
 *
 * @throws {Refusal} if they do not.
 */
export function launch({ table, audit, policy }: Workshop, { tool, permit, stdin, onStdout, onStderr }: Launch): Job {
  try {
    const { argv, command, words, cwd, env, timeoutMs } = permit();
    if (policy.readOnly && tool !== "agent" && typeof stdin === "object" && stdin.text !== "") {
      throw new Refusal(
        `Cannot give ${quote(argv[0])} a text to read: this server is read-only, and many programs write what they read; leave stdin out`,
      );
    }
    const job = table.start({
      argv,
      command: cut(command, MAX_COMMAND),
      cwd,
      env: safeEnv(env),
      stdin,
      timeoutMs,
      onStdout,
      onStderr,
    });
    audit.write({
      event: "start",
      tool,
      job: job.id,
      command: maskedWords(words),
      cwd,
      // Their values could be anything.
      env: Object.keys(env)
        .slice(0, MAX_NAMES)
        .map((name) => cut(name, MAX_NAME)),
      stdinBytes: typeof stdin === "object" ? Buffer.byteLength(stdin.text) : null,
      timeoutMs,
    });
    return job;
  } catch (error) {
    audit.write({ event: "refused", tool, why: masked(reasonOf(error)) });
    throw error;
  }
}

/** @throws {Refusal} if it turned out that the program cannot be started. */
export function checkStarted({ outcome }: Job): void {
  if (outcome?.kind === "failed-to-start") throw new Refusal(outcome.error.message);
}
