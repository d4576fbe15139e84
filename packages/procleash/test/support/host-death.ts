import assert from "node:assert/strict";
import { commandLine, entries, isAlive, waitGone, waitUntil, withToken } from "./processes.ts";
import type { Identity } from "./processes.ts";

/** All of them end within the bound, and whatever else carries the token too. */
export async function assertAllEnd(tree: readonly Identity[], token: string): Promise<void> {
  assert.ok(tree.length > 0);
  for (const member of tree)
    assert.ok(await waitGone(member), `${member.pid} (${commandLine(member.pid)}) outlived its host`);
  await assertNobodyCarries(token);
}

export async function assertNobodyCarries(token: string): Promise<void> {
  const gone = await waitUntil(() => withToken(token).length === 0);
  assert.ok(
    gone,
    `outlived their host: ${withToken(token)
      .map(({ pid }) => `${pid} ${commandLine(pid)}`)
      .join("; ")}`,
  );
}

/** The process that watches over a host: found as anybody would, among the host's children. */
export function guardianOf(host: Identity): Identity | null {
  const found = entries().find(
    ({ pid, parent, state }) =>
      parent === host.pid && !/^[ZX]/.test(state) && commandLine(pid).includes("leash-guardian"),
  );
  return found === undefined ? null : { pid: found.pid, start: found.start };
}

/** Waits until the host has another guardian than this one. */
export async function nextGuardian(host: Identity, last: Identity): Promise<Identity> {
  let next: Identity | null = null;
  assert.ok(
    await waitUntil(() => {
      next = guardianOf(host);
      return next !== null && next.pid !== last.pid && isAlive(next);
    }),
    "no new guardian took over",
  );
  return next as unknown as Identity;
}
