// Promise (contract 3, 8, 9, 13, 14): the program runs where and with what it was asked to, in a session of its own.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { ProcessRunner, ProcessSpec } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { entry, hasProc, token } from "../../support/processes.ts";
import { program } from "../../support/programs.ts";
import { collect, pidsOf, text } from "../../support/reading.ts";

guardAgainstLeaks();
const runner = new ProcessRunner();

interface Report {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
}

async function report(fields: Partial<ProcessSpec>, ...args: readonly string[]): Promise<Report> {
  const argv = program("reports-itself.mjs", token("isolation"), ...args);
  const lines = await collect(runner.run(ProcessSpec({ ...fields, argv })));
  return JSON.parse(lines.map(text).join("")) as Report;
}

test("3: the working directory is the one asked for", async () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "procleash é ")));
  try {
    assert.equal((await report({ cwd: directory })).cwd, directory);
    assert.equal((await report({})).cwd, process.cwd());
  } finally {
    rmdirSync(directory);
  }
});

test("8, 9: the child has another session than the host, and leads its own process group", async (t) => {
  const host = entry(process.pid);
  let seen = 0;
  for await (const line of runner.run(ProcessSpec({ argv: program("prints-pids-then-waits.sh", token("c8")) }))) {
    const [leader = 0, child = 0] = pidsOf(line);
    assert.equal(entry(leader)?.group, leader);
    assert.equal(entry(child)?.group, leader);
    if (hasProc) {
      assert.equal(entry(leader)?.session, leader);
      assert.notEqual(entry(leader)?.session, host?.session);
    } else t.diagnostic("sessions not compared: this system's ps does not show them");
    seen++;
    break;
  }
  assert.equal(seen, 1);
});

test("13: a given environment is used, exactly", async () => {
  const { env } = await report({ env: { ONLY: "this", EMPTY: "", "WITH SPACE": "a=b\nc" } });
  // One variable more is the run's own marker, which finds what leaves the group and the session.
  const given = Object.entries(env).filter(([name]) => !name.startsWith("LEASH_"));
  assert.deepEqual(Object.fromEntries(given), { ONLY: "this", EMPTY: "", "WITH SPACE": "a=b\nc" });
  assert.ok(Object.keys(env).length - given.length <= 1);
});

test("13: an empty environment is an environment, too", async () => {
  const { env } = await report({ env: {} });
  assert.deepEqual(
    Object.keys(env).filter((name) => !name.startsWith("LEASH_")),
    [],
  );
});

test("14: no environment given means the host's, as it is at the start of the run", async () => {
  process.env["PROCLEASH_LATE"] = "ünset before";
  try {
    const { env } = await report({});
    for (const [name, value] of Object.entries(process.env)) assert.equal(env[name], value, name);
  } finally {
    delete process.env["PROCLEASH_LATE"];
  }
});

test("without stdin the child reads the end of file at once, never the host's stdin", async () => {
  assert.equal((await report({})).stdin, "");
});

test("arguments arrive as they are: empty, with spaces, quotes, newlines, wildcards and other scripts", async () => {
  const args = ["", " ", "a b", `"'\\`, "line\nbreak", "*", "$HOME", "--", "-e", "žluťoučký €", "%PATH%"];
  assert.deepEqual((await report({}, ...args)).args, args);
});
