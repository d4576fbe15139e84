import type { ServerContext } from "@modelcontextprotocol/server";
import type { Job } from "../jobs/job.ts";
import type { KeptStream } from "../jobs/kept-stream.ts";
import { shownBytes, shownTime } from "../jobs/state.ts";
import { lastLine } from "../jobs/text.ts";

/** Some clients cut a message here. */
const MAX_LINE = 160;

/**
 * Tells the client how a job goes, every few seconds, if it asked for that; it also keeps its time limit from running out.
 *
 * @returns what ends it: nothing may be told after the answer.
 */
export function tellProgress(ctx: ServerContext, everyMs: number, message: () => string): () => void {
  const token = ctx.mcpReq._meta?.progressToken;
  if (token === undefined) return () => undefined;
  const begin = performance.now();
  let last = 0;
  const timer = setInterval(() => {
    // It must rise with each message, and milliseconds do unless two timers fire at once.
    last = Math.max(last + 1, Math.round(performance.now() - begin));
    ctx.mcpReq
      .notify({
        method: "notifications/progress",
        params: { progressToken: token, progress: last, message: message() },
      })
      .catch(stop); // nobody is there any more; the call learns it from its signal
  }, everyMs);
  const stop = (): void => clearInterval(timer);
  return stop;
}

/** "12 s, 34 kB: the last line" */
export function jobProgress(job: Job): string {
  const line = lastOf(job.stdout) || lastOf(job.stderr);
  const written = shownBytes(job.stdout.total + job.stderr.total);
  return `${shownTime(Date.now() - job.startedAt)}, ${written}${line === "" ? "" : `: ${line}`}`;
}

function lastOf(stream: KeptStream): string {
  const { head, tail } = stream.ends(0, 4096);
  return lastLine(Buffer.concat([head, tail]), MAX_LINE);
}
