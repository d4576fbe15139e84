import { setImmediate as turn } from "node:timers/promises";
import { LeashError, start } from "procleash";
import type { Job as Running, Ladder, Outcome, OutputStream } from "procleash";
import type { KeptStream } from "./kept-stream.ts";

/** Why a job was stopped by us, or null. */
export type Why = "stop" | "cancelled" | "shutdown";

export interface JobSpec {
  readonly argv: readonly [string, ...string[]];
  /** As the caller would recognise it; kept as long as the job is. */
  readonly command: string;
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads first, and then the end, unless it stays open for `write`. Undefined: nothing. */
  readonly stdin: { readonly text: string; readonly staysOpen: boolean } | undefined;
  readonly timeoutMs: number | null;
  /** Sees stdout as it comes, before anybody asks for it. The bytes are lent for the call. */
  readonly onStdout?: ((bytes: Uint8Array) => void) | undefined;
  readonly onStderr?: ((bytes: Uint8Array) => void) | undefined;
}

/** One program with everything that it starts, and what it wrote. */
export interface Job {
  readonly id: string;
  readonly command: string;
  readonly cwd: string;
  /** It can be written to while it runs. */
  readonly isOpen: boolean;
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
  /** When it has taken the first text of its stdin, or ended without. */
  readonly fed: Promise<unknown>;
  /** When the tree is gone and all of its output is kept. Never rejects. */
  readonly ended: Promise<Outcome>;
  /** Called at every change (output, the end) until the returned function is called. */
  watch(listener: () => void): () => void;
  /** Resolves when the tree is gone; the first reason stays. */
  stop(why: Why, ladder: Ladder): Promise<Outcome>;
  /** Writes, and ends the input if asked. Resolves when the program's pipe has taken it. */
  write(text: string, end: boolean): Promise<"written" | "closed">;
}

/** A job is kept long after its end: of what it was given it keeps only what is small. */
export function startJob(id: string, spec: JobSpec, stdout: KeptStream, stderr: KeptStream): Job {
  const { command, cwd, stdin, onStdout, onStderr } = spec;
  const [file, ...args] = spec.argv;
  const isOpen = stdin?.staysOpen === true;
  const running = start(file, args, {
    cwd,
    env: spec.env,
    // The text is written, and not handed over: the handle would keep it.
    stdin: stdin === undefined ? "ignore" : "pipe",
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
  const pumps = [keep("stdout", stdout, onStdout), keep("stderr", stderr, onStderr)].map((pump) =>
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
  const fed =
    stdin === undefined || (isOpen && stdin.text === "") ? Promise.resolve() : write(running, stdin.text, !isOpen);
  return {
    id,
    command,
    cwd,
    isOpen,
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
    fed,
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

/** Resolves at the latest when the program has ended: its pipe is closed then. */
async function write({ stdin }: Running, text: string, end: boolean): Promise<"written" | "closed"> {
  if (stdin === null || !stdin.writable) return "closed";
  return new Promise((resolve) => {
    // A program that stops reading is no error; its pipe may close instead of taking the text.
    const closed = (): void => resolve("closed");
    stdin.once("close", closed);
    const done = (error?: Error | null): void => {
      stdin.off("close", closed);
      resolve(error ? "closed" : "written");
    };
    if (end) stdin.end(text, done);
    else stdin.write(text, done);
  });
}
