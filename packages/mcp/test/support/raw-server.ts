import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FILE_TOKEN } from "../../../procleash/test/support/processes.ts";
import { serverFile } from "./build.ts";

export interface Message {
  readonly jsonrpc: string;
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a tool answered. */
export interface Called {
  readonly isError: boolean;
  readonly text: string;
  readonly facts: Facts;
}

/** Structured content, without its types: a test names what it expects. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Facts = Readonly<Record<string, any>>;

/** A server, driven by lines of JSON that we write ourselves: no client library stands between it and a test. */
export interface RawServer {
  readonly pid: number;
  readonly stateDir: string;
  /** Every message that came, in order; a line that is none fails `ended`. */
  readonly messages: readonly Message[];
  /** Lines of stdout that are no JSON-RPC message. */
  readonly garbage: readonly string[];
  stderr(): string;
  /** As a client does that does not care what it says. */
  closeStderr(): void;
  /** Sends a request and returns its id at once. */
  send(method: string, params?: object): number;
  /** Whatever it is, and an end of line. */
  writeLine(line: string): void;
  notify(method: string, params?: object): void;
  /** Sends the call of a tool and returns its id at once. */
  sendCall(tool: string, args: object, meta?: object): number;
  cancel(id: number): void;
  answer(id: number): Promise<Message>;
  call(tool: string, args: object): Promise<Called>;
  /** Resolves with the first message for which it holds, also one that came before. */
  message(holds: (message: Message) => boolean): Promise<Message>;
  endStdin(): void;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface RawOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stateDir?: string;
}

/** Not initialized: what is sent is up to the test. */
export function spawnServer({
  flags = [],
  env = {},
  cwd = tmpdir(),
  stateDir = scratch(),
}: RawOptions = {}): RawServer {
  const child = spawn(process.execPath, [serverFile(), "--state-dir", stateDir, ...flags], {
    cwd,
    env: { ...process.env, ...env },
    stdio: "pipe",
  });
  const messages: Message[] = [];
  const garbage: string[] = [];
  const listeners = new Set<() => void>();
  let rest = "";
  let stderr = "";
  let lastId = 0;
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = parse(line);
      if (message === null) garbage.push(line);
      else messages.push(message);
    }
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => {}); // it was killed while we wrote
  let over = false;
  const ended = once(child, "close").then(([code, signal]) => {
    over = true;
    for (const listener of listeners) listener();
    return { code: code as number | null, signal: signal as NodeJS.Signals | null };
  });

  const write = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const message = (holds: (message: Message) => boolean): Promise<Message> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = messages.find(holds);
        if (found === undefined && !over) return;
        listeners.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`the server ended before it said what was waited for; stderr: ${stderr}`));
      };
      listeners.add(look);
      look();
    });
  const server: RawServer = {
    pid: child.pid ?? 0,
    stateDir,
    messages,
    garbage,
    stderr: () => stderr,
    closeStderr: () => void child.stderr.destroy(),
    send: (method, params = {}) => {
      lastId += 1;
      write({ id: lastId, method, params });
      return lastId;
    },
    writeLine: (line) => void child.stdin.write(`${line}\n`),
    notify: (method, params = {}) => write({ method, params }),
    sendCall: (name, args, meta) => server.send("tools/call", { name, arguments: args, ...(meta && { _meta: meta }) }),
    cancel: (requestId) => server.notify("notifications/cancelled", { requestId, reason: "the test wants it" }),
    answer: (id) => message((came) => came.id === id && came.method === undefined),
    call: async (tool, args) => called(await server.answer(server.sendCall(tool, args))),
    message,
    endStdin: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    ended,
  };
  return server;
}

/** Initialized as clients of 2025 do it. */
export async function startServer(options: RawOptions = {}): Promise<RawServer> {
  const server = spawnServer(options);
  const clientInfo = { name: "raw", version: "1" };
  await server.answer(server.send("initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo }));
  server.notify("notifications/initialized");
  return server;
}

/** Ends it as a client does; whatever the test did not end is ended with it. */
export async function stopServer(server: RawServer): Promise<void> {
  server.endStdin();
  await server.ended;
}

/** @throws if it was no answer of a tool. */
export function called({ result, error }: Message): Called {
  if (result === undefined) throw new Error(`no answer of a tool: ${error?.message}`);
  const content = result["content"] as readonly { readonly text: string }[];
  return {
    isError: result["isError"] === true,
    text: content.map(({ text }) => text).join("\n"),
    facts: (result["structuredContent"] ?? {}) as Facts,
  };
}

function parse(line: string): Message | null {
  try {
    const message = JSON.parse(line) as Message;
    return message.jsonrpc === "2.0" ? message : null;
  } catch {
    return null; // what the tests look for
  }
}

const folders: string[] = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that is gone with this test file; its name tells whose it is. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), `${FILE_TOKEN}-`));
  folders.push(folder);
  return folder;
}
