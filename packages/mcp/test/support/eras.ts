import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import { waitGone, waitUntil, withToken } from "../../../procleash/test/support/processes.ts";
import { program } from "./programs.ts";

/** How the official client finds out what a server speaks: as in 2025, by trying, or by insisting on 2026. */
export type Era = "legacy" | "auto" | { pin: string };

export const ERAS: readonly Era[] = ["legacy", "auto", { pin: "2026-07-28" }];

export function nameOf(era: Era): string {
  return typeof era === "string" ? era : era.pin;
}

/** A client runs a nasty tree and aborts the call: the call is rejected, and nobody of the tree is left. */
export async function abortRun(client: Client, mark: string): Promise<void> {
  const abort = new AbortController();
  const call = client.callTool(
    { name: "run", arguments: { argv: program("grows-nasty-tree.sh", mark) } },
    { signal: abort.signal },
  );
  const rejected = assert.rejects(call);
  assert.ok(await waitUntil(() => withToken(mark).length >= 4));
  const members = withToken(mark);
  abort.abort();
  await rejected;
  for (const member of members) assert.ok(await waitGone(member));
}
