import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { after, afterEach, before, beforeEach } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { run } from "../../src/index.ts";
import {
  commandLine,
  endByIdentity,
  entries,
  FILE_TOKEN,
  hasProc,
  HOST_VARIABLE,
  variableNames,
  waitUntil,
} from "./processes.ts";
import type { Entry } from "./processes.ts";
import { isWarden } from "./wardens.ts";

/** Long enough for a noisy machine to reap and close; a test without a leak does not wait at all. */
const PATIENCE_MS = 10_000;

/**
 * One line per test file. After every test that passed: no process that it started is alive, no zombie child is left, the
 * descriptors are those from before the test, and no promise was rejected without a handler. What leaked is ended.
 */
export function guardAgainstLeaks(patienceMs: number = PATIENCE_MS): void {
  const rejections: unknown[] = [];
  let descriptors: ReadonlySet<string> = new Set();
  const collect = (reason: unknown): void => void rejections.push(reason);

  before(async () => {
    process.on("unhandledRejection", collect);
    // The library keeps one guardian per host; it and its pipes belong to the time before the first test.
    // Names of the runs' variables hold a token of this host; other test files run at the same time.
    const { stdout } = await run(process.execPath, ["-p", "Object.keys(process.env).join()"]);
    const own = stdout
      .split(",")
      .find((variable) => variable.startsWith("LEASH_") && process.env[variable] === undefined);
    hostMark = /^LEASH_(\w{8,})_\d+\s*$/.exec(own ?? "")?.[1];
    assert.ok(hostMark !== undefined, `the marker of a run was not recognised: ${own}`);
  });
  beforeEach(async () => {
    await settle();
    descriptors = openDescriptors();
  });
  afterEach(async (context) => {
    const unhandled = rejections.splice(0);
    // A test that failed may have left anything; its own message must not be buried. It still cleans up.
    const failed = (context as { readonly passed?: boolean }).passed === false;
    // Promises settle when the tree is gone, so the trees of this host are gone now. The rest may take its time to end.
    const outlived = failed
      ? []
      : ours()
          .filter(({ pid }) => isOfOurRuns(variableNames(pid)) && !isReleasedWarden(pid))
          .map(describe);
    if (!failed) await waitUntil(() => ours().length === 0 && added(descriptors).length === 0, patienceMs);
    const leaked = ours().map((found) => ({ found, shown: describe(found) }));
    const opened = added(descriptors);
    for (const { found } of leaked) endByIdentity(found);
    if (failed) return;
    assert.deepEqual(outlived, [], "processes of a run that were alive when the test was over");
    assert.deepEqual(
      leaked.map(({ shown }) => shown),
      [],
      "processes left behind by the test",
    );
    assert.deepEqual(opened, [], "descriptors left open by the test");
    assert.deepEqual(unhandled, [], "rejections that nobody handled");
  });
  after(async () => {
    // The runner fails a test that runs when a promise is rejected; what comes when no test runs is counted here.
    await settle();
    process.off("unhandledRejection", collect);
    assert.deepEqual(rejections, [], "rejections that nobody handled");
  });
}

/** Every process that this test file is answerable for, zombie children of this very process included. */
function ours(): Entry[] {
  let guardians = 0;
  return entries().filter((found) => {
    if (found.pid === process.pid) return false;
    const command = commandLine(found.pid);
    if (found.parent === process.pid) {
      // The library keeps one guardian per host, and tsx one compiler; both end with this process.
      if (command.includes("leash-guardian")) return ++guardians > 1;
      return !/\besbuild\b.*--service/.test(command);
    }
    if (/^[ZXx]/.test(found.state)) return false; // somebody else's zombie: dead, and not ours to reap
    if (command.includes(FILE_TOKEN)) return true;
    const variables = variableNames(found.pid);
    return variables.includes(HOST_VARIABLE) || isOfOurRuns(variables);
  });
}

function isOfOurRuns(variables: readonly string[]): boolean {
  return variables.some((variable) => variable.startsWith("LEASH_") && variable.includes(`_${hostMark}_`));
}

/** The warden of a tree that was let go is told to end, and not waited for. */
function isReleasedWarden(pid: number): boolean {
  return isWarden(pid) && commandLine(pid).includes(" LEASH_LEAVE_");
}

/** What the names of this host's run markers have in common. */
let hostMark: string | undefined;

function describe(found: Entry): string {
  const state = found.state.startsWith("Z") ? "zombie child" : `state ${found.state}`;
  return `${found.pid} (${state}, parent ${found.parent}): ${commandLine(found.pid)}`;
}

/** "12 -> pipe:[4711]" of every open descriptor; empty where the system does not list them. */
function openDescriptors(): ReadonlySet<string> {
  if (!hasProc) return new Set();
  return new Set(
    readdirSync("/proc/self/fd").flatMap((descriptor) => {
      try {
        return [`${descriptor} -> ${readlinkSync(`/proc/self/fd/${descriptor}`)}`];
      } catch {
        return []; // the descriptor with which the directory itself was read
      }
    }),
  );
}

/** More than before, if any: the shared guardian may be replaced by a new one, with other pipes. */
function added(earlier: ReadonlySet<string>): string[] {
  const now = openDescriptors();
  return now.size > earlier.size ? [...now].filter((descriptor) => !earlier.has(descriptor)) : [];
}

/** Closing takes some turns of the loop: until the count of descriptors stays the same. */
async function settle(): Promise<void> {
  for (let same = 0, last = -1; same < 3;) {
    await turn();
    const { size } = openDescriptors();
    same = size === last ? same + 1 : 0;
    last = size;
  }
}
