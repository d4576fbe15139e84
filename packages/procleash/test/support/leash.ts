import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

export interface LeashOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: StdioOptions;
}

export interface Ended {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running command, started without the library that it tests. */
export interface Leash {
  readonly child: ChildProcess;
  /** Resolves with stdout so far when it contains the text; rejects if the command ends without it. */
  printed(text: string): Promise<string>;
  readonly ended: Promise<Ended>;
}

export function leash(args: readonly string[], options: LeashOptions = {}): Leash {
  const env = { ...process.env, NO_COLOR: "", FORCE_COLOR: "", ...options.env };
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...args], { env, stdio: options.stdio ?? "pipe" });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin?.on("error", () => {}); // a program need not read its input
  child.stdin?.end(options.stdin ?? "");
  const ended = once(child, "close").then(([status, signal]) => ({
    stdout: Buffer.concat(out),
    stderr: Buffer.concat(err).toString(),
    status: status as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const printed = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const all = Buffer.concat(out);
        if (all.includes(text)) resolve(all.toString());
      };
      child.stdout?.on("data", look);
      look();
      void ended.then(({ stderr }) => reject(new Error(`leash ended without printing ${text}: ${stderr}`)));
    });
  return { child, printed, ended };
}
