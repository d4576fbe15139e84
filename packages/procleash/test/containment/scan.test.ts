// Promise: a search is called complete only if nobody was created while it ran, or those who were have been looked at.
import assert from "node:assert/strict";
import test from "node:test";
import { scan } from "../../src/containment/sweep/scan.ts";
import type { Scan } from "../../src/containment/sweep/scan.ts";
import type { Carries, ProcessEntry, ProcessTable } from "../../src/platform/process-table.ts";

/** A machine whose newest pid is told by a script; after its last word it stands still. */
function machine(
  newest: readonly (number | null)[],
  processes: readonly ProcessEntry[],
  more: Partial<ProcessTable> = {},
): ProcessTable & { readonly asked: number[]; readonly lists: number } {
  const answers = [...newest];
  const asked: number[] = [];
  let lists = 0;
  return {
    tellsNewestPid: true,
    newestPid: () => (answers.length > 1 ? (answers.shift() as number | null) : (answers[0] as number | null)),
    entry: (pid) => {
      asked.push(pid);
      return processes.find((process) => process.pid === pid) ?? null;
    },
    isProcess: () => true,
    entries: () => {
      lists++;
      // The list was passed by whoever is newer than the first answer.
      return processes.filter(({ pid }) => pid <= (newest[0] ?? Infinity));
    },
    carries: () => "no",
    ...more,
    asked,
    get lists() {
      return lists;
    },
  };
}

const member = (pid: number): ProcessEntry => ({
  pid,
  parent: 1,
  group: 100,
  session: 100,
  state: "S",
  start: 60,
  name: "x",
});

function search(table: ProcessTable, onlyYoungerThan: number | null = null): Scan {
  const evidence = {
    leader: { pid: 100, start: 50 },
    leaderReaped: true,
    known: new Map<number, ProcessEntry>(),
    carries: (entry: ProcessEntry): Carries => table.carries(entry.pid, "X"),
  };
  return scan(table, evidence, onlyYoungerThan, () => {});
}

test("a machine that stands still: one list, stable", () => {
  const table = machine([500], [member(101)]);
  assert.deepEqual(search(table), { members: [member(101)], proof: "stable" });
  assert.equal(table.lists, 1);
});

test("somebody was created while the list was read: looked at alone, without a new list", () => {
  const table = machine([500, 502, 503, 503], [member(501), member(503)]);
  assert.deepEqual(search(table), { members: [member(501), member(503)], proof: "stable" });
  assert.deepEqual([table.lists, table.asked], [1, [501, 502, 503]]);
});

test("further threads have numbers, and are nobody", () => {
  const table = machine([500, 501, 501], [member(501)], { isProcess: () => false });
  assert.deepEqual(search(table), { members: [], proof: "stable" });
});

test("numbers that came around, or jumped far, prove nothing", () => {
  assert.equal(search(machine([500, 400], [])).proof, "unstable");
  assert.equal(search(machine([500, 5_000], [])).proof, "unstable");
  let pid = 500;
  const restless = machine([0], [], { newestPid: () => ++pid });
  assert.equal(search(restless).proof, "unstable", "it never stands still");
});

test("nobody was created since the leader: no list at all", () => {
  const table = machine([500], [member(101)]);
  assert.deepEqual(search(table, 500), { members: [], proof: "stable" });
  assert.deepEqual([table.lists, table.asked], [0, []]);
});

test("few were created since the leader: only they are asked for; many: all are listed", () => {
  const few = machine([503], [member(502)]);
  assert.deepEqual(search(few, 500), { members: [member(502)], proof: "stable" });
  assert.deepEqual([few.lists, few.asked], [0, [501, 502, 503]]);
  const many = machine([900], []);
  search(many, 500);
  assert.equal(many.lists, 1);
});

test("a system that does not tell its newest pid: unprovable; one that told before: unstable", () => {
  assert.equal(search(machine([null], [], { tellsNewestPid: false })).proof, "unprovable");
  assert.equal(search(machine([null], [])).proof, "unstable");
  assert.equal(search(machine([500, null], [])).proof, "unstable");
});

test("somebody between two programs makes a still machine unstable", () => {
  const stranger = { ...member(300), group: 300, session: 300 };
  assert.equal(search(machine([500], [stranger], { carries: () => "starting" })).proof, "unstable");
});
