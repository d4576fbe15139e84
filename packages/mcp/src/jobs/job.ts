import { setImmediate as turn } from "node:timers/promises";
import { LeashError, start } from "procleash";
import type { Job as Running, Ladder, Outcome, OutputStream } from "procleash";
import type { KeptStream } from "./kept-stream.ts";

/** Why a job was stopped by us, or null. */
export type Why = "stop" | "cancelled" | "shutdown";

export interface JobSpec {
  readonly argv: readonly [string, ...string[]];
  /** As the caller would recognise it. */
  readonly command: string;
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** `open`: it can be written to. A text: that, and then the end. Undefined: nothing. */
  readonly stdin: "open" | { readonly text: string } | undefined;
  readonly timeoutMs: number | null;
  /** Sees stdout as it comes, before anybody asks for it. The bytes are lent for the call. */
  readonly onStdout?: ((bytes: Uint8Array) => void) | undefined;
  readonly onStderr?: ((bytes: Uint8Array) => void) | undefined;
}

/** One program with everything that it starts, and what it wrote. */
export interface Job {
  readonly id: string;
  readonly spec: JobSpec;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly pid: number | null;
  /** Null while it runs. */
  readonly outcome: Outcome | null;
  readonly why: Why | null;
  readonly stdout: KeptStream;
  readonly stderr: KeptStream;
  /** When the program runs, or cannot; bounded by neither, so race it. */
  readonly started: Promise<void>;
  /** When the tree is gone and all of its output is kept. Never rejects. */
  readonly ended: Promise<Outcome>;
  /** Called at every change (output, the end) until the returned function is called. */
  watch(listener: () => void): () => void;
  /** Resolves when the tree is gone; the first reason stays. */
  stop(why: Why, ladder: Ladder): Promise<Outcome>;
  /** Writes, and ends the input if asked. Resolves when the program's pipe has taken it. */
  write(text: string, end: boolean): Promise<"written" | "closed">;
}

export function startJob(id: string, spec: JobSpec, stdout: KeptStream, stderr: KeptStream): Job {
  const [file, ...args] = spec.argv;
  const running = start(file, args, {
    cwd: spec.cwd,
    env: spec.env,
    // As bytes: the text "inherit" is a text, and not a wish for our own stdin, which belongs to the client.
    stdin: spec.stdin === "open" ? "pipe" : spec.stdin === undefined ? "ignore" : Buffer.from(spec.stdin.text),
    timeout: spec.timeoutMs ?? undefined,
  });
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  let outcome: Outcome | null = null;
  let endedAt: number | null = null;
  let why: Why | null = null;

  const keep = async (stream: OutputStream, into: KeptStream, see: JobSpec["onStdout"]): Promise<void> => {
    for await (const bytes of running.bytes(stream, { lend: true })) {
      see?.(bytes);
      await into.append(bytes);
      changed();
      // A program that never stops writing must not keep the loop from its other work.
      await turn();
    }
  };
  const pumps = [keep("stdout", stdout, spec.onStdout), keep("stderr", stderr, spec.onStderr)].map((pump) =>
    pump.catch(async (error: unknown) => {
      if (error instanceof LeashError) return; // the outcome says it
      await running.stop();
      throw error;
    }),
  );
  const ended = (async () => {
    const ending = await running.outcome;
    await Promise.allSettled(pumps);
    outcome = ending;
    endedAt = Date.now();
    changed();
    return ending;
  })();
  return {
    id,
    spec,
    startedAt: Date.now(),
    get endedAt() {
      return endedAt;
    },
    get pid() {
      return running.pid ?? null;
    },
    get outcome() {
      return outcome;
    },
    get why() {
      return why;
    },
    stdout,
    stderr,
    started: running.started.then(
      () => undefined,
      () => undefined, // the outcome has the error
    ),
    ended,
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async (reason, ladder) => {
      if (outcome === null) why ??= reason;
      await running.stop(ladder);
      return ended;
    },
    write: (text, end) => write(running, text, end),
  };
}

async function write({ stdin }: Running, text: string, end: boolean): Promise<"written" | "closed"> {
  if (stdin === null || !stdin.writable) return "closed";
  await new Promise<void>((resolve) => {
    // A program that stops reading is no error; its pipe may close instead of taking the text.
    stdin.once("close", resolve);
    const done = (): void => {
      stdin.off("close", resolve);
      resolve();
    };
    if (end) stdin.end(text, done);
    else stdin.write(text, done);
  });
  return stdin.writable || end ? "written" : "closed";
}
