import assert from "node:assert/strict";
import { afterEach, beforeEach } from "node:test";
import {
  commandLine,
  endByIdentity,
  entries,
  FILE_TOKEN,
  HOST_VARIABLE,
  variableNames,
  waitUntil,
} from "../../../procleash/test/support/processes.ts";
import type { Entry } from "../../../procleash/test/support/processes.ts";

/** Wardens and guardians of a server that is gone take a moment; a test without a leak does not wait at all. */
const PATIENCE_MS = 10_000;

/**
 * One line per test file, for the tests in it and in their suites. After every test no server is left that it started, and
 * nothing that a server has started: no program (each carries the token in its arguments), no warden (which has the variable
 * from the server's environment). What leaked is ended.
 */
export function guardAgainstLeaks(): void {
  let earlier: ReadonlySet<number> = new Set();
  const added = (): Entry[] =>
    // The server of a suite keeps one guardian from its first run on.
    ours().filter(({ pid, parent }) => !earlier.has(pid) && !(earlier.has(parent) && isGuardian(pid)));
  beforeEach(() => {
    earlier = new Set(ours().map(({ pid }) => pid));
  });
  afterEach(async (context) => {
    const failed = (context as { readonly passed?: boolean }).passed === false;
    if (!failed) await waitUntil(() => added().length === 0, PATIENCE_MS);
    const leaked = added();
    const shown = leaked.map(({ pid, state }) => `${pid} (${state}): ${commandLine(pid)}`);
    for (const found of leaked) endByIdentity(found);
    // Its own message must not be buried.
    if (!failed) assert.deepEqual(shown, [], "processes left behind by the test");
  });
}

function isGuardian(pid: number): boolean {
  return commandLine(pid).includes("leash-guardian");
}

function ours(): Entry[] {
  return entries().filter(({ pid, state }) => {
    if (pid === process.pid || /^[ZXx]/.test(state)) return false;
    const command = commandLine(pid);
    if (/\besbuild\b.*--(service|ping)/.test(command)) return false; // the compiler, which ends with this process
    return command.includes(FILE_TOKEN) || variableNames(pid).includes(HOST_VARIABLE);
  });
}
