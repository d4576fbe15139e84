import { randomUUID } from "node:crypto";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import type { McpServer } from "@modelcontextprotocol/server";

/** A client that has not called for so long has gone without a word. */
const IDLE_MS = 3_600_000;
const MAX_SESSIONS = 100;

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  usedAt: number;
  /** Responses that the client still reads: a call at work, or a stream for what the server tells. */
  open: number;
}

/**
 * Clients of 2025 over HTTP. They cancel a call by a message of its own, which names the call by a number of the session's: so
 * unlike those of 2026 they need a session that knows it.
 */
export function createSessions(
  createServer: () => McpServer,
  maxBodyBytes: number,
): (request: Request, closed: AbortSignal) => Promise<Response> {
  const sessions = new Map<string, Session>();

  const begin = async (): Promise<WebStandardStreamableHTTPServerTransport> => {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: maxBodyBytes,
      onsessioninitialized: async (id) => {
        sessions.set(id, { transport, usedAt: Date.now(), open: 0 });
        await tidy(sessions);
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await createServer().connect(transport);
    return transport;
  };
  return async (request, closed) => {
    const id = request.headers.get("mcp-session-id");
    if (id === null) {
      if (sessions.size >= MAX_SESSIONS && [...sessions.values()].every(isBusy)) {
        const message = `Cannot begin another session: all of the ${MAX_SESSIONS} that this server keeps are in use; close one, or try again later`;
        return refusal(503, message);
      }
      // Whether it may begin one, the transport itself decides: only with an initialize.
      return (await begin()).handleRequest(request);
    }
    const session = sessions.get(id);
    if (session === undefined) {
      return refusal(
        404,
        "Cannot go on with this session: this server does not know it, or forgot it; initialize a new one",
      );
    }
    session.usedAt = Date.now();
    if (!closed.aborted) {
      session.open += 1;
      closed.addEventListener("abort", () => (session.open -= 1), { once: true });
    }
    return session.transport.handleRequest(request);
  };
}

function isBusy({ open }: Session): boolean {
  return open > 0;
}

function refusal(status: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", error: { code: -32_001, message }, id: null }, { status });
}

/** Lets go of those that nobody uses: for long, or for longest if there are too many. */
async function tidy(sessions: Map<string, Session>): Promise<void> {
  const longAgo = Date.now() - IDLE_MS;
  const byUse = [...sessions].filter(([, session]) => !isBusy(session)).toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
  const tooMany = sessions.size - MAX_SESSIONS;
  for (const [index, [id, session]] of byUse.entries()) {
    if (index >= tooMany && session.usedAt > longAgo) continue;
    sessions.delete(id);
    await session.transport.close();
  }
}
