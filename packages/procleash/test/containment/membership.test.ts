// Promise: who is tied to a tree is found, and a stranger with the tree's old number is not.
import assert from "node:assert/strict";
import test from "node:test";
import { membersOf } from "../../src/containment/sweep/membership.ts";
import type { Evidence } from "../../src/containment/sweep/membership.ts";
import type { ProcessEntry } from "../../src/platform/process-table.ts";

const LEADER = { pid: 100, start: 50 };

const entry = (pid: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent: 1,
  group: pid,
  session: pid,
  state: "S",
  start: 60,
  name: "x",
  ...more,
});

function found(entries: readonly ProcessEntry[], more: Partial<Evidence> = {}): number[] {
  const evidence: Evidence = { leader: LEADER, leaderReaped: false, known: new Map(), carries: () => "no", ...more };
  return membersOf(entries, evidence)
    .members.map(({ pid }) => pid)
    .toSorted((a, b) => a - b);
}

const leader = entry(100, { start: 50 });

test("by session, by group, by descent, by variable, by having been known", () => {
  const tree = [
    leader,
    entry(101, { session: 100 }),
    entry(102, { group: 100 }),
    entry(103, { parent: 101 }),
    entry(104, { parent: 103 }),
    entry(105),
    entry(106),
    entry(107, { parent: 106 }),
    entry(200),
  ];
  const evidence = {
    carries: ({ pid }: ProcessEntry) => (pid === 105 ? "yes" : "no"),
    known: new Map([[106, { start: 60 }]]),
  } as const;
  assert.deepEqual(found(tree, evidence), [100, 101, 102, 103, 104, 105, 106, 107]);
});

test("not by a number alone: the leader's, a group's, a known pid of another start time", () => {
  const stranger = entry(100, { start: 70 });
  assert.deepEqual(found([stranger, entry(101, { session: 100, group: 100 })]), [], "the number has another owner");
  assert.deepEqual(found([leader], { leaderReaped: true }), [], "reaped, so this is somebody else");
  assert.deepEqual(found([entry(106)], { known: new Map([[106, { start: 59 }]]) }), []);
});

test("members of the leader's group stay members when the leader is gone: a number in use is not given out", () => {
  assert.deepEqual(found([entry(101, { group: 100 })], { leaderReaped: true }), [101]);
});

test("not who is older than the leader, a zombie, init, or this process", () => {
  const all: Partial<Evidence> = { carries: () => "yes" };
  const none = [
    entry(90, { start: 49 }),
    entry(91, { state: "Z" }),
    entry(92, { state: "X" }),
    entry(1),
    entry(process.pid),
  ];
  assert.deepEqual(found(none, all), []);
});

test("who is between two programs makes the answer unsure, unless something else ties it", () => {
  const evidence: Evidence = { leader: LEADER, leaderReaped: false, known: new Map(), carries: () => "starting" };
  assert.equal(membersOf([entry(101)], evidence).unsure, true);
  assert.equal(membersOf([entry(101, { session: 100 })], evidence).unsure, false);
});

test("parents that form a circle end the search", () => {
  assert.deepEqual(
    found([leader, entry(101, { parent: 102, session: 100 }), entry(102, { parent: 101 })]),
    [100, 101, 102],
  );
});
