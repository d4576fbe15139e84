import { randomUUID } from "node:crypto";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import type { McpServer } from "@modelcontextprotocol/server";

/** A client that has not called for so long has gone without a word. */
const IDLE_MS = 3_600_000;
const MAX_SESSIONS = 100;

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  usedAt: number;
}

/**
 * Clients of 2025 over HTTP. They cancel a call by a message of its own, which names the call by a number of the session's: so
 * unlike those of 2026 they need a session that knows it.
 */
export function createSessions(
  createServer: () => McpServer,
  maxBodyBytes: number,
): (request: Request) => Promise<Response> {
  const sessions = new Map<string, Session>();

  const begin = async (): Promise<WebStandardStreamableHTTPServerTransport> => {
    await tidy(sessions);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: maxBodyBytes,
      onsessioninitialized: (id) => void sessions.set(id, { transport, usedAt: Date.now() }),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await createServer().connect(transport);
    return transport;
  };
  return async (request) => {
    const id = request.headers.get("mcp-session-id");
    // Whether it may begin one without an id, the transport itself decides: only with an initialize.
    if (id === null) return (await begin()).handleRequest(request);
    const session = sessions.get(id);
    if (session === undefined) {
      const message =
        "Cannot go on with this session: this server does not know it, or forgot it; initialize a new one";
      return Response.json({ jsonrpc: "2.0", error: { code: -32_001, message }, id: null }, { status: 404 });
    }
    session.usedAt = Date.now();
    return session.transport.handleRequest(request);
  };
}

async function tidy(sessions: Map<string, Session>): Promise<void> {
  const longAgo = Date.now() - IDLE_MS;
  const byUse = [...sessions].toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
  const tooMany = byUse.length - MAX_SESSIONS + 1;
  for (const [index, [id, session]] of byUse.entries()) {
    if (index >= tooMany && session.usedAt > longAgo) continue;
    sessions.delete(id);
    await session.transport.close();
  }
}
