// Promise: both ways to ask a system about its processes say the same, and neither is led astray by a hostile name.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { isLive } from "../../src/platform/process-table.ts";
import type { Carries, ProcessTable } from "../../src/platform/process-table.ts";
import { parseStat, procfs } from "../../src/platform/procfs.ts";
import { parseLine, ps } from "../../src/platform/ps.ts";

const tables: Readonly<Record<string, ProcessTable>> = { procfs: procfs(), ps: ps() };

for (const [name, table] of Object.entries(tables)) {
  test(`${name}: a process is told with its parent, group, state and name`, async () => {
    const child = spawn("sleep", ["60"], { env: { TABLE_TEST: "1", PATH: process.env["PATH"] }, detached: true });
    const pid = child.pid as number;
    try {
      const found = table.entry(pid);
      assert.ok(found !== null && isLive(found));
      assert.deepEqual([found.pid, found.parent, found.group], [pid, process.pid, pid]);
      const listed = table.entries().find((entry) => entry.pid === pid);
      assert.deepEqual(
        listed && [listed.parent, listed.group, listed.start],
        [process.pid, pid, found.start],
        "the list says the same as the single question",
      );
      assert.equal(table.carries(pid, "TABLE_TEST"), "yes");
      assert.equal(table.carries(pid, "TABLE"), "no");
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    assert.equal(table.entry(pid), null);
    assert.equal(table.carries(pid, "TABLE_TEST"), "unreadable");
  });
}

test("procfs: a new process moves the newest pid, and nothing else does", async () => {
  const table = procfs();
  const before = table.newestPid();
  const child = spawn("true");
  assert.notEqual(table.newestPid(), before);
  await once(child, "exit");
});

const FIELDS = "7 8 9 34817 7 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0";

for (const name of ["sh", "a b", ") R 1 1 1 (", "((", "))", "new\nline", ""]) {
  test(`/proc/<pid>/stat of a program called ${JSON.stringify(name)}`, () => {
    assert.deepEqual(parseStat(5, `5 (${name}) S ${FIELDS}\n`), {
      pid: 5,
      name,
      state: "S",
      parent: 7,
      group: 8,
      session: 9,
      start: 4711,
    });
  });
}

test("a process whose first thread has ended is no zombie", () => {
  const zombie = (threads: number): string => `5 (x) Z 7 8 9 0 7 0 0 0 0 0 0 0 0 0 20 0 ${threads} 0 4711 0 0`;
  assert.deepEqual(
    [1, 2].map((threads) => parseStat(5, zombie(threads))?.state),
    ["Z", "S"],
  );
});

test("what is no process is none: cut or empty stat, a thread of the kernel", () => {
  for (const stat of ["", "5", "5 (sh", "5 (sh) S 7 8 9"]) assert.equal(parseStat(5, stat), null, stat);
  assert.equal(parseStat(2, "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 25 0 0"), null);
});

test("procfs: who carries a variable, who does not, and who cannot be asked", () => {
  const root = mkdtempSync(join(tmpdir(), "leash-procfs-"));
  const layout = (startcode: number, envStart: number, envEnd: number): string =>
    `9 (a b) S ${FIELDS} 0 ${startcode} ${"0 ".repeat(23)}${envStart} ${envEnd} 0\n`;
  try {
    const write = (pid: number, environ: string, stat: string): void => {
      mkdirSync(join(root, String(pid)));
      writeFileSync(join(root, String(pid), "environ"), environ);
      writeFileSync(join(root, String(pid), "stat"), stat);
    };
    const complete = layout(4096, 5000, 6000);
    write(10, "A=1\0LEASH_x_1=1\0", complete);
    write(11, "LEASH_x_1=1\0", complete);
    write(12, "A=LEASH_x_1=1\0LEASH_x_11=1\0", complete);
    write(13, "", layout(4096, 5000, 5000));
    write(14, "", layout(0, 5000, 5000));
    write(15, "", complete);
    write(16, "", layout(1, 0, 0));
    write(17, "", "");
    writeFileSync(join(root, "loadavg"), "nonsense\n");
    const table = procfs(root);
    const told = [10, 11, 12, 13, 14, 15, 16, 17, 18].map((pid) => table.carries(pid, "LEASH_x_1"));
    assert.deepEqual(told, [
      "yes",
      "yes",
      "no", // another name, and another variable's value
      "no", // without any environment
      "starting", // its arguments are laid out, its environment is not
      "starting", // laid out between the two readings
      "starting", // somebody else's by now
      "starting", // gone between the two readings
      "unreadable",
    ]);
    assert.equal(table.newestPid(), null, "a file that is not what it should be tells nothing");
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("procfs: a program that becomes another one carries its variable at every moment", async () => {
  const table = procfs();
  const again = 'test "$1" -gt 1000 || exec /bin/sh -c "$0" "$0" $(($1 + 1))';
  const child = spawn("/bin/sh", ["-c", again, again, "1"], { env: { TABLE_TEST: "1" } });
  const pid = child.pid as number;
  const answers = new Set<Carries>();
  // Until it is a zombie, which nobody else but this process can reap.
  for (let now = table.entry(pid); now !== null && isLive(now); now = table.entry(pid)) {
    answers.add(table.carries(pid, "TABLE_TEST"));
  }
  await once(child, "exit");
  assert.ok(answers.has("yes") && !answers.has("no"), [...answers].join());
});

test("a line of ps: the date's five words, and a path with spaces as the name", () => {
  assert.deepEqual(parseLine("  501     1   499 Ss+  Mon Nov 23 18:24:50 2026 /Applications/My App/run it"), {
    pid: 501,
    parent: 1,
    group: 499,
    session: 0,
    state: "S",
    start: Date.parse("Mon Nov 23 18:24:50 2026"),
    name: "run it",
  });
  for (const line of ["", "  PID  PPID", "ps: illegal option"]) assert.equal(parseLine(line), null, line);
});
