import { Console } from "node:console";
import { once } from "node:events";
import { Writable } from "node:stream";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { McpServer } from "@modelcontextprotocol/server";
import type { Shutdown } from "../shutdown.ts";
import { pacedLines } from "./paced-lines.ts";

/** A message larger than this ends the connection: it would have to be held in memory as a whole. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/** So much may wait for the client to read it, bytes; then it gets no more answers. */
const MAX_UNREAD_BYTES = 1024 * 1024;

/** When stdin has ended, what was asked before is still answered, for so long: `printf … | leash-mcp`. */
const LAST_ANSWERS_MS = 200;

/** Serves the one client at stdin and stdout, until stdin ends or stdout is closed. */
export function serveOverStdio(createServer: () => McpServer, shutdown: Shutdown): void {
  const wire = takeStdout();
  const lines = pacedLines(process.stdin, MAX_MESSAGE_BYTES, async () => {
    while (wire.writableLength > MAX_UNREAD_BYTES && !wire.destroyed) await once(wire, "drain").catch(() => undefined); // closed
  });
  const end = (): void => shutdown.begin("stdin-ended");
  for (const event of ["end", "close"]) process.stdin.once(event, () => void setTimeout(end, LAST_ANSWERS_MS));
  // Its own limit is never met: what comes at once is one line, of our limit and what the last read added to it. What it wants
  // of stdin, every stream has.
  const transport = new StdioServerTransport(lines, wire, { maxBufferSize: 2 * MAX_MESSAGE_BYTES });
  const close = transport.close.bind(transport);
  transport.close = async () => {
    await close();
    end();
  };
  serveStdio(createServer, { transport, onerror: (error) => console.error(`leash-mcp: ${error.message}`) });
}

/**
 * Takes stdout for messages alone: whatever else in this process writes there, a library's `console.log` or
 * `process.stdout.write`, goes to stderr from now on.
 */
function takeStdout(): Writable {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  const wire = new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, encoding, done) => void write(chunk, encoding, done),
  });
  // Every answer that has to wait listens for itself.
  wire.setMaxListeners(0);
  stdout.on("error", (error) => wire.destroy(error));
  stdout.write = stderr.write.bind(stderr);
  globalThis.console = new Console(stderr, stderr);
  return wire;
}
