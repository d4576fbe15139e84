import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Job, Outcome } from "../index.ts";

/** Writes one line; resolves when more may be written. */
export type WriteLine = (line: string) => Promise<void>;

/** Writes the events of a run as JSON, one a line, as they come; the last is the outcome. */
export async function writeEvents(job: Job, program: string, write: WriteLine): Promise<Outcome> {
  const emit = (event: string, fields: object): Promise<void> => write(`${JSON.stringify({ event, ...fields })}\n`);
  const onSignal = (message: unknown): void => {
    const { pid, ...fields } = message as { readonly pid: number };
    if (pid === job.pid) void emit("stop", fields);
  };
  subscribe("procleash:signal", onSignal);
  try {
    const pid = await job.started.catch(() => null);
    if (pid !== null) {
      await emit("start", { pid, program });
      await writeLines(job, emit);
    }
    const outcome = await job.outcome;
    await emit("outcome", plain(outcome));
    return outcome;
  } finally {
    unsubscribe("procleash:signal", onSignal);
  }
}

async function writeLines(job: Job, emit: (event: string, fields: object) => Promise<void>): Promise<void> {
  try {
    for await (const { stream, line, at } of job.events()) await emit(stream, { line, at });
  } catch {
    // A run that was stopped interrupts its readers. Why it was is said by the outcome, which follows.
  }
}

/** Errors have no fields that JSON would show. */
function plain(outcome: Outcome): object {
  return JSON.parse(
    JSON.stringify(outcome, (_key, value: unknown) => {
      if (!(value instanceof Error)) return value;
      return { name: value.name, message: value.message, ...("code" in value ? { code: value.code } : {}) };
    }),
  ) as object;
}
