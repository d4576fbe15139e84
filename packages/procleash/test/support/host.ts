import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { endByIdentity, identify, isAlive } from "./processes.ts";
import type { Identity } from "./processes.ts";

const HOSTS = new URL("../hosts/", import.meta.url);
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface Host {
  readonly identity: Identity;
  /** The next line of its stdout. @throws if it ends, or 30 s pass, before it printed one. */
  line(): Promise<string>;
  /** The pids of the next line, which must be `pids 1 2 3`, identified at once. */
  pids(): Promise<Identity[]>;
  /** Sends a signal to the host process alone. */
  signal(signal: NodeJS.Signals): void;
  /** How it ended: code or signal, and what it wrote to stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
  /** Ends it if it still lives, and waits for that. */
  end(): Promise<void>;
}

/** How to start `test/hosts/<script>`: for what `startHost` does not offer. */
export function hostArgv(script: `${string}.ts`, token: string, ...args: readonly string[]): [string, ...string[]] {
  return [process.execPath, "--import", TSX, fileURLToPath(new URL(script, HOSTS)), token, ...args];
}

/** Starts `test/hosts/<script>` in a node process of its own, which may then be killed. Its arguments: token, then `args`. */
export function startHost(script: `${string}.ts`, token: string, ...args: readonly string[]): Host {
  const [file, ...argv] = hostArgv(script, token, ...args);
  const child = spawn(file, argv, { stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid === undefined) throw new Error(`the host ${script} could not be started`);
  const identity = identify(child.pid);
  const lines = lineReader(child.stdout, script);
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // "exit", not "close": what a killed host started may still hold its stderr.
  const ended = once(child, "exit").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    stderr,
  }));
  const line = (): Promise<string> =>
    lines().catch((error: unknown) => Promise.reject(new Error(`${String(error)}; stderr: ${stderr}`)));
  return {
    identity,
    line,
    pids: async () => {
      const text = await line();
      if (!/^pids( \d+)+$/.test(text))
        throw new Error(`the host ${script} printed ${JSON.stringify(text)}, wanted "pids 1 2 3"`);
      return text
        .split(" ")
        .slice(1)
        .map((pid) => identify(Number(pid)));
    },
    signal: (signal) => void child.kill(signal),
    ended,
    end: async () => {
      endByIdentity(identity);
      await ended;
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}

/** A process outside every tree, which nobody may touch. */
export interface Canary {
  readonly identity: Identity;
  isAlive(): boolean;
  end(): Promise<void>;
}

export function startCanary(token: string): Canary {
  const child = spawn("/bin/sh", ["-c", "sleep 60; :", token], { stdio: "ignore", detached: true });
  if (child.pid === undefined) throw new Error("the canary could not be started");
  const identity = identify(child.pid);
  const exited = once(child, "exit");
  return {
    identity,
    isAlive: () => isAlive(identity),
    end: async () => {
      // Its own group: the sleep with it. The shell lives as the group's leader until here, so the number is ours.
      if (isAlive(identity)) process.kill(-identity.pid, "SIGKILL");
      await exited;
    },
  };
}

/** One line at a time from a stream of text, with a bound. */
function lineReader(stream: NodeJS.ReadableStream, what: string): () => Promise<string> {
  let pending = "";
  let over = false;
  const lines: string[] = [];
  let wake = (): void => {};
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const parts = (pending + text).split("\n");
    pending = parts.pop() ?? "";
    lines.push(...parts);
    wake();
  });
  stream.on("end", () => {
    over = true;
    wake();
  });
  return async () => {
    const end = performance.now() + 30_000;
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) return line;
      if (over) throw new Error(`${what} ended without a further line`);
      const rest = end - performance.now();
      if (rest <= 0) throw new Error(`${what} printed no further line within 30 s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
}
