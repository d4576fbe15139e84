import { Console } from "node:console";
import { pipeline, Writable } from "node:stream";
import { serveStdio, StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import type { McpServer } from "@modelcontextprotocol/server";
import type { Shutdown } from "../shutdown.ts";
import { wholeLines } from "./whole-lines.ts";

/** A message larger than this ends the connection: it would have to be held in memory as a whole. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/** Serves the one client at stdin and stdout, until stdin ends or stdout is closed. */
export function serveOverStdio(createServer: () => McpServer, shutdown: Shutdown): void {
  const lines = wholeLines(MAX_MESSAGE_BYTES);
  // An error of stdin is its end; one of the lines is told by the transport, which listens to it.
  pipeline(process.stdin, lines, () => undefined);
  // Its own limit counts what comes at once, which can be two messages.
  const transport = new StdioServerTransport(lines, takeStdout(), {
    maxBufferSize: 3 * MAX_MESSAGE_BYTES,
  });
  const close = transport.close.bind(transport);
  transport.close = async () => {
    await close();
    shutdown.begin("stdin-ended");
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
  stdout.on("error", (error) => wire.destroy(error));
  stdout.write = stderr.write.bind(stderr);
  globalThis.console = new Console(stderr, stderr);
  return wire;
}
