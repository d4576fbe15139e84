import type { Outcome, OutputStream, Result, SignalName } from "../outcome.ts";
import { checkLadder, checkSignal } from "../spec/check.ts";
import { endingInKill } from "../spec/resolve.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { iterateBatches, iterateItems } from "../streams/iterate.ts";
import type { NextBatch } from "../streams/iterate.ts";
import { createLateWritable } from "../streams/late-writable.ts";
import { byteSplitter, chunkSplitter, textSplitter } from "../streams/lines.ts";
import { collect } from "./collect.ts";
import { defer, handled } from "./deferred.ts";
import { mergeLines } from "./events.ts";
import { createKeeper } from "./keep-stderr.ts";
import { createClaims, readItems } from "./readers.ts";
import type { Readable } from "./readers.ts";
import { supervise } from "./supervise.ts";
import type { Sources } from "./supervise.ts";
import type { Job } from "./types.ts";

/** Starts a run and gives the caller the handle to it. */
export function createJob(spec: ResolvedSpec): Job<string | Uint8Array> {
  const sources = defer<Sources>();
  const late = spec.stdin === "pipe" ? createLateWritable() : null;
  const claims = createClaims(spec);
  const keeper = createKeeper(spec.onStderr, (cause) => supervision.stop({ reason: "callback-failed", cause }));
  const supervision = supervise(spec, (started, stdin) => {
    // From the first tick on, so that stderr can never stop the program; a reader takes over where this leaves off.
    started.stderr?.attach(keeper);
    if (stdin !== null) late?.connect(stdin);
    sources.resolve(started);
  });
  const { outcome } = supervision;
  void outcome.then((how) => {
    if (how.kind !== "failed-to-start") return;
    sources.reject(how.error);
    late?.writable.destroy();
  });

  const run: Readable = {
    spec,
    outcome,
    keeper,
    source: async (stream) => {
      const source = (await sources.promise)[stream];
      if (source === null) throw new Error(`Cannot read ${stream}: it is no pipe`);
      return source;
    },
    stop: (why) => supervision.stop(why),
  };
  const leave = async (): Promise<void> => {
    supervision.stop({ reason: "left-loop" });
    await outcome;
  };
  const text = (stream: OutputStream): NextBatch<string> => readItems(run, stream, textSplitter(spec.maxLineBytes));
  const raw = (stream: OutputStream): NextBatch<Uint8Array> => readItems(run, stream, byteSplitter(spec.maxLineBytes));
  let result: Promise<Result<string | Uint8Array>> | null = null;

  const job: Job<string | Uint8Array> = {
    get pid() {
      return supervision.pid;
    },
    started: supervision.started,
    stdin: late?.writable ?? null,
    lines: (stream = "stdout") => {
      claims.take("lines()", stream);
      return iterateItems(text(stream), leave);
    },
    rawLines: (stream = "stdout") => {
      claims.take("rawLines()", stream);
      return iterateItems(raw(stream), leave);
    },
    bytes: (stream = "stdout") => {
      claims.take("bytes()", stream);
      return iterateItems(readItems(run, stream, chunkSplitter()), leave);
    },
    batches: (stream = "stdout") => {
      claims.take("batches()", stream);
      return iterateBatches(text(stream), leave);
    },
    rawBatches: (stream = "stdout") => {
      claims.take("rawBatches()", stream);
      return iterateBatches(raw(stream), leave);
    },
    events: () => {
      const lanes = (["stdout", "stderr"] as const).filter((stream) => spec[stream] === "pipe");
      claims.take("events()", ...(lanes.length === 0 ? (["stdout"] as const) : lanes));
      return iterateItems(mergeLines(lanes.map((stream) => [stream, text(stream)] as const)), leave);
    },
    get result() {
      result ??= handled(collect(run, claims));
      return result;
    },
    outcome,
    stop: async (ladder?): Promise<Outcome> => {
      if (ladder !== undefined) checkLadder(ladder);
      supervision.stop({ reason: "stop" }, ladder === undefined ? undefined : endingInKill(ladder, spec.killTimeout));
      return outcome;
    },
    kill: (signal: SignalName = "SIGTERM") => {
      checkSignal(signal);
      return supervision.kill(signal);
    },
    [Symbol.asyncDispose]: async () => {
      supervision.stop({ reason: "stop" });
      await outcome;
    },
    [Symbol.asyncIterator]: () => job.lines(),
  };
  return job;
}
