import { createHash, timingSafeEqual } from "node:crypto";
import {
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";

/** Lets a request through (null), or answers it. */
export type Guard = (request: Request) => Response | null;

/**
 * Who may call: whoever knows the token, from this machine. Host and Origin are looked at as well, because a web page can make
 * its reader's browser call here, under a name of its own that leads to the loopback.
 */
export function createGuard(token: string, origins: readonly string[]): Guard {
  const allowedOrigins = [...localhostAllowedOrigins(), ...origins.map(hostnameOf)];
  const wanted = digest(`Bearer ${token}`);
  return (request) => {
    const refused =
      hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
      originValidationResponse(request, allowedOrigins);
    if (refused !== undefined) return refused;
    // Digests are of one length, and comparing them takes the same time whatever they are.
    if (timingSafeEqual(digest(request.headers.get("authorization") ?? ""), wanted)) return null;
    const message = "Cannot serve this request: it has no valid token; send the header Authorization: Bearer TOKEN";
    return Response.json(
      { jsonrpc: "2.0", error: { code: -32_001, message }, id: null },
      { status: 401, headers: { "www-authenticate": "Bearer" } },
    );
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** `https://example.org:8443` → `example.org` */
function hostnameOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : origin;
}
