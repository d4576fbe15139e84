// Promise: a job that was started can be written to, is listed, and is really gone when stop says so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isAlive, token } from "../../../procleash/test/support/processes.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { program } from "../support/programs.ts";
import { startServer, stopServer } from "../support/raw-server.ts";
import type { RawServer } from "../support/raw-server.ts";
import { nastyTree } from "../support/tree.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const WAIT = { waitMs: 50_000 };

test("jobs", async (suite) => {
  let server: RawServer;
  before(async () => (server = await startServer()));
  after(() => stopServer(server));

  await suite.test("input reaches the program, and ends it with its end", bound, async (t) => {
    const { facts } = await server.call("start", { shell: `cat; : ${token(t.name)}`, stdin: "first\n" });
    const job = facts["job"] as string;
    const sent = await server.call("input", { job, text: "second\n" });
    assert.equal(sent.facts["taken"], true);
    await server.call("output", { job, pattern: "second", ...WAIT });
    await server.call("input", { job, end: true });
    const end = await server.call("output", { job, waitFor: "end", ...WAIT });
    assert.deepEqual([end.facts["text"], end.facts["exitCode"]], ["first\nsecond\n", 0]);
    const late = await server.call("input", { job, text: "late" });
    assert.equal(late.isError, true);
    assert.match(late.text, /it is over; .*list/);
  });

  await suite.test("input to a program that does not read is not lost, and does not hang", bound, async (t) => {
    const { facts } = await server.call("start", { shell: `sh -c 'sleep 30; :' ${token(t.name)}` });
    const { facts: sent } = await server.call("input", { job: facts["job"], text: "x".repeat(1_000_000) });
    assert.equal(sent["taken"], false);
    await server.call("stop", { job: facts["job"], graceMs: 0 });
  });

  await suite.test("input to a program that has closed its stdin is an error, and no success", bound, async (t) => {
    const { facts } = await server.call("start", {
      shell: `exec 0<&-; echo closed; sh -c 'sleep 30; :' ${token(t.name)} </dev/null`,
    });
    const job = facts["job"];
    await server.call("output", { job, pattern: "closed", ...WAIT });
    const { isError, text } = await server.call("input", { job, text: "into nothing", end: true });
    assert.equal(isError, true, text);
    assert.match(text, /its stdin is closed/);
    await server.call("stop", { job, graceMs: 0 });
  });

  await suite.test(
    "what no program reads counts as memory, and is refused when there is none left",
    bound,
    async (t) => {
      const small = await startServer({ flags: ["--memory-bytes", "2000000"] });
      const used = async (): Promise<number> =>
        (await small.call("list", {})).facts["limits"].memoryUsedBytes as number;
      const text = "x".repeat(1_000_000);
      const { facts } = await small.call("start", { shell: `sh -c 'sleep 30; :' ${token(t.name)}` });
      const { job } = facts;
      const usedBefore = await used();
      assert.equal((await small.call("input", { job, text })).facts["taken"], false);
      assert.equal(await used(), usedBefore + text.length);
      const again = await small.call("input", { job, text });
      assert.equal(again.isError, true);
      assert.match(again.text, /Cannot write 1000000 bytes .* wait until it has read, or put the text into a file/);
      const large = await small.call("run", { argv: ["cat"], stdin: text });
      assert.match(large.text, /Cannot start another job: it may take \d+ bytes/);
      await small.call("stop", { job, graceMs: 0 });
      // Given back with its end; and a text that is read is not kept.
      assert.equal((await small.call("run", { argv: ["wc", "-c"], stdin: text })).facts["stdout"].text, "1000000\n");
      assert.ok((await used()) < text.length);
      await stopServer(small);
    },
  );

  await suite.test("a command of any length is told in a few words", bound, async () => {
    const { text, facts } = await server.call("run", { argv: ["true", "x".repeat(100_000)] });
    assert.match(facts["command"] as string, /^true x+… \[98005 more characters\]$/);
    assert.ok(text.length < 3_000);
  });

  await suite.test("input to a run, or after its end, is refused with what to do", bound, async (t) => {
    const run = await server.call("run", { shell: `sh -c 'sleep 30; :' ${token(t.name)}`, yieldMs: 0 });
    const { isError, text } = await server.call("input", { job: run.facts["job"], text: "x" });
    assert.equal(isError, true);
    assert.match(text, /not begun with start/);
    await server.call("stop", { job: run.facts["job"], graceMs: 0 });
  });

  await suite.test(
    "stop answers when the whole tree is gone, daemons that ignore SIGTERM as well",
    bound,
    async (t) => {
      const name = token(t.name);
      await server.call("start", { argv: program("grows-nasty-tree.sh", name) });
      const { job, members } = await nastyTree(server, name);
      const { facts, text } = await server.call("stop", { job, graceMs: 50 });
      assert.deepEqual(
        members.map((member) => isAlive(member)),
        [false, false, false, false],
      );
      assert.deepEqual(
        [facts["state"], facts["rungs"], facts["tree"].empty],
        ["stopped", ["SIGTERM", "SIGKILL"], true],
      );
      assert.match(text, /Nothing of it is left|was found any more/);
      const again = await server.call("stop", { job });
      assert.deepEqual([again.isError, again.facts["wasRunning"]], [false, false]);
    },
  );

  await suite.test("list shows what runs and what ended, the newest first, and the limits", bound, async (t) => {
    const name = token(t.name);
    const { facts } = await server.call("start", { shell: `sh -c 'sleep 30; :' ${name}` });
    const all = await server.call("list", {});
    const jobs = all.facts["jobs"] as { job: string; state: string }[];
    assert.deepEqual([jobs[0]?.job, jobs[0]?.state], [facts["job"], "running"]);
    assert.ok(jobs.some(({ state }) => state === "stopped"));
    assert.equal(all.facts["limits"].maxJobs, 32);
    const running = await server.call("list", { state: "running" });
    assert.equal((running.facts["jobs"] as unknown[]).length, running.facts["running"]);
    await server.call("stop", { job: facts["job"], graceMs: 0 });
  });

  await suite.test("over the limit of jobs a start is refused, and says how to go on", bound, async (t) => {
    const small = await startServer({ flags: ["--max-jobs", "1"] });
    const { facts } = await small.call("start", { shell: `sh -c 'sleep 30; :' ${token(t.name)}` });
    const { isError, text } = await small.call("run", { argv: ["true"] });
    assert.equal(isError, true);
    assert.match(text, /1 are running, which is the limit; stop one/);
    await small.call("stop", { job: facts["job"], graceMs: 0 });
    assert.equal((await small.call("run", { argv: ["true"] })).facts["exitCode"], 0);
    await stopServer(small);
  });

  await suite.test("of ended jobs the oldest are forgotten, and asking for one says so", bound, async () => {
    const small = await startServer({ flags: ["--keep-jobs", "2"] });
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await small.call("run", { argv: ["true"] })).facts["job"] as string);
    const { facts } = await small.call("list", {});
    assert.deepEqual(
      (facts["jobs"] as { job: string }[]).map(({ job }) => job),
      ids.slice(2).toReversed(),
    );
    assert.match((await small.call("output", { job: ids[0] })).text, /forgot it some time after its end/);
    await stopServer(small);
  });
});
