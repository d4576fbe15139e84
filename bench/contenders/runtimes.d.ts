/** The little of the globals of Bun and Deno that we use. */
interface BunChild {
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly stderr: ReadableStream<Uint8Array<ArrayBuffer>>;
}
interface BunOptions {
  readonly stdin: "ignore" | Uint8Array;
  readonly stdout: "pipe" | "ignore";
  readonly stderr: "pipe" | "ignore";
  readonly detached?: boolean;
}
declare const Bun: { spawn(words: readonly string[], options: BunOptions): BunChild };

interface DenoChild {
  readonly pid: number;
  readonly status: Promise<unknown>;
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array<ArrayBuffer>>;
  output(): Promise<{ readonly stdout: Uint8Array }>;
}
interface DenoOptions {
  readonly args: readonly string[];
  readonly stdin: "null" | "piped";
  readonly stdout: "null" | "piped";
  readonly stderr: "null" | "piped";
  readonly detached?: boolean;
}
declare const Deno: {
  Command: new (
    file: string,
    options: DenoOptions,
  ) => { spawn(): DenoChild; output(): Promise<{ readonly stdout: Uint8Array }> };
  kill(pid: number, signal: "SIGTERM"): void;
};
