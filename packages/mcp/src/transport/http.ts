import { createServer as createHttpServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createMcpHandler, isLegacyRequest } from "@modelcontextprotocol/server";
import type { McpServer } from "@modelcontextprotocol/server";
import { reasonOf, Refusal } from "../refusal.ts";
import { createGuard } from "./guard.ts";
import { createSessions } from "./sessions.ts";

const ENDPOINT = "/mcp";
const LOOPBACK = "127.0.0.1";
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface HttpOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  readonly origins: readonly string[];
}

/** `closed` is aborted when the response is over, however. */
type Handle = (request: Request, closed: AbortSignal) => Promise<Response>;

/**
 * Serves streamable HTTP on the loopback, to as many clients as like.
 *
 * @returns the address. @throws {Refusal} if the port is taken.
 */
export async function serveOverHttp(createServer: () => McpServer, options: HttpOptions): Promise<string> {
  const guard = createGuard(options.token, options.origins);
  const modern = createMcpHandler(createServer, {
    legacy: "reject",
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: (error) => console.error(`leash-mcp: ${error.message}`),
  });
  const legacy = createSessions(createServer, MAX_BODY_BYTES);
  const handle: Handle = async (request, closed) => {
    const refused = guard(request);
    if (refused !== null) return refused;
    if (new URL(request.url).pathname !== ENDPOINT)
      return new Response(`The endpoint is ${ENDPOINT}\n`, { status: 404 });
    const isLegacy = await isLegacyRequest(request, undefined, { maxRequestBodySize: MAX_BODY_BYTES });
    return isLegacy ? legacy(request, closed) : modern.fetch(request);
  };
  const server = createHttpServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch((error: unknown) => {
      console.error(`leash-mcp: ${reasonOf(error)}`);
      outgoing.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new Refusal(
          `Cannot serve HTTP on port ${options.port}: ${error.message}; give --http another port, or 0 for any free one`,
        ),
      ),
    );
    server.listen(options.port, LOOPBACK, resolve);
  });
  return `http://${LOOPBACK}:${(server.address() as AddressInfo).port}${ENDPOINT}`;
}

async function answer(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  // Closing the response is how a client of 2026 cancels.
  outgoing.once("close", () => gone.abort(new Error("the client closed the response")));
  const request = requestOf(incoming, gone.signal);
  if (request === null) {
    outgoing.writeHead(400, { "content-type": "text/plain" }).end("This is no request that can be served\n");
    return;
  }
  const response = await handle(request, gone.signal);
  // It left before there was anything to tell.
  if (outgoing.destroyed) {
    await response.body?.cancel();
    return;
  }
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
    return;
  }
  outgoing.flushHeaders();
  await pipeline(Readable.fromWeb(response.body), outgoing).catch((error: unknown) => {
    if (!gone.signal.aborted) throw error; // else: the client left in the middle, which is its right
  });
}

/** The Fetch standard has no requests with these. */
const FORBIDDEN_METHODS = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Null: a method or an address that fetch does not know (TRACE). */
function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request | null {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each);
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  if (FORBIDDEN_METHODS.has(method) || !URL.canParse(incoming.url ?? "/", `http://${LOOPBACK}`)) return null;
  return new Request(new URL(incoming.url ?? "/", `http://${LOOPBACK}`), {
    method,
    headers,
    signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" } : {}),
  });
}
