import type { ResolvedSpec } from "../spec/resolve.ts";
import { createLateWritable } from "../streams/late-writable.ts";
import { defer } from "./deferred.ts";
import { JobHandle } from "./handle.ts";
import { createKeeper } from "./keep-stderr.ts";
import { createClaims } from "./readers.ts";
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
  return new JobHandle({ run, supervision, claims, stdin: late?.writable ?? null });
}
