// Promise: what a job wrote can be read by cursor, byte for byte, also after its end; what is lost is told; every wait ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { token } from "../../../procleash/test/support/processes.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { startServer, stopServer } from "../support/raw-server.ts";
import type { RawServer } from "../support/raw-server.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };
const WAIT = { waitMs: 50_000 };

test("output", async (suite) => {
  let server: RawServer;
  before(async () => (server = await startServer()));
  after(() => stopServer(server));

  const begin = async (shell: string): Promise<string> =>
    (await server.call("start", { shell })).facts["job"] as string;
  const readAll = async (on: RawServer, job: string, maxBytes: number): Promise<{ text: string; dropped: number }> => {
    let [text, dropped, cursor] = ["", 0, 0];
    for (;;) {
      const { facts } = await on.call("output", { job, cursor, maxBytes, ...WAIT });
      text += facts["text"] as string;
      dropped += facts["droppedBytes"] as number;
      cursor = facts["cursor"] as number;
      if (facts["atEnd"] === true) return { text, dropped };
    }
  };

  await suite.test("read on from each cursor, it is the whole, however it is cut", bound, async () => {
    const job = await begin('i=0; while [ $i -lt 300 ]; do echo "$i äöü €uro 😀"; i=$((i+1)); done');
    const wanted = Array.from({ length: 300 }, (_, i) => `${i} äöü €uro 😀\n`).join("");
    for (const maxBytes of [16, 17, 1000]) assert.equal((await readAll(server, job, maxBytes)).text, wanted);
  });

  await suite.test("what memory cannot hold is read from the disk", bound, async () => {
    const small = await startServer({ flags: ["--job-memory-bytes", "4096"] });
    const { facts } = await small.call("start", { shell: "seq 1 50000" });
    const { text, dropped } = await readAll(small, facts["job"] as string, 50_000);
    assert.equal(dropped, 0);
    assert.equal(text, Array.from({ length: 50_000 }, (_, i) => `${i + 1}\n`).join(""));
    await stopServer(small);
  });

  await suite.test("what neither can hold is lost, and its bytes are counted", bound, async () => {
    const small = await startServer({ flags: ["--job-memory-bytes", "4096", "--job-disk-bytes", "40000"] });
    const { facts } = await small.call("run", { shell: "seq 1 50000" });
    const { text, dropped } = await readAll(small, facts["job"] as string, 50_000);
    assert.ok(text.startsWith("1\n2\n3\n") && text.endsWith("\n50000\n"));
    assert.equal(dropped, 288_894 - 40_000 - 4096);
    assert.equal(text.length + dropped, 288_894);
    await stopServer(small);
  });

  await suite.test("a reader gets past a character that a gap has cut", bound, async () => {
    const small = await startServer({ flags: ["--job-memory-bytes", "4096", "--job-disk-bytes", "40001"] });
    // The gap begins in the middle of a character: 40,001 bytes are no whole number of euro signs.
    const { facts } = await small.call("run", {
      shell: "i=0; while [ $i -lt 6000 ]; do printf '€€€€€'; i=$((i+1)); done",
    });
    const { text, dropped } = await readAll(small, facts["job"] as string, 50_000);
    assert.equal(dropped, 90_000 - 40_001 - 4096);
    assert.match(text, /^€{13333}\ufffd+€+$/);
    await stopServer(small);
  });

  await suite.test("the tail is the end, and begins with a whole character", bound, async () => {
    const job = await begin("printf 'aé€'");
    const { facts } = await server.call("output", { job, waitFor: "end", ...WAIT, tailBytes: 4 });
    assert.deepEqual([facts["text"], facts["from"], facts["cursor"], facts["atEnd"]], ["€", 3, 6, true]);
  });

  await suite.test("it waits for a text, whose stars stand for anything in the line", bound, async (t) => {
    const job = await begin(
      `echo listening; sleep 0.2; printf 'listening on '; sleep 0.2; echo http://localhost:3000/; sh -c 'sleep 30; :' ${token(t.name)}`,
    );
    const { facts } = await server.call("output", { job, pattern: "listening on *:3000", ...WAIT });
    assert.deepEqual([facts["matched"], facts["state"]], [true, "running"]);
    assert.equal(facts["text"], "listening\nlistening on http://localhost:3000/\n");
    await server.call("stop", { job, graceMs: 0 });
  });

  await suite.test("a text that never comes: the wait ends with the job, and says so", bound, async () => {
    const job = await begin("sleep 0.2; echo something else");
    const { facts, text } = await server.call("output", { job, pattern: "ready", ...WAIT });
    assert.deepEqual([facts["matched"], facts["state"]], [false, "exited"]);
    assert.match(text, /The pattern was not found in what comes before byte 15/);
  });

  await suite.test("a wait for a text ends in time, however much is written meanwhile", bound, async (t) => {
    const job = await begin(`cat /dev/zero & sh -c 'sleep 30; :' ${token(t.name)}`);
    // It never catches up with this writer, and would look for as long as that writes.
    const { facts, text } = await server.call("output", { job, pattern: "ready", waitMs: 1, maxBytes: 16 });
    assert.deepEqual([facts["matched"], facts["state"]], [false, "running"]);
    assert.match(text, /not found in what comes before byte \d/);
    await server.call("stop", { job, graceMs: 0 });
  });

  await suite.test("a text with a line end could never be found, and is refused", bound, async () => {
    const { isError, text } = await server.call("output", { job: await begin("true"), pattern: "a\nb" });
    assert.equal(isError, true);
    assert.match(text, /without a line end/);
  });

  await suite.test("a pattern that would keep a regular expression busy for ever is only a text", bound, async () => {
    const job = await begin("head -c 200000 /dev/zero | tr '\\0' a");
    const { facts } = await server.call("output", { job, pattern: "(a+)+$*a*a*a*b", ...WAIT });
    assert.equal(facts["matched"], false);
  });

  await suite.test("a wait ends when its time is over, though the job goes on", bound, async (t) => {
    const job = await begin(`sh -c 'sleep 30; :' ${token(t.name)}`);
    for (const how of [{ waitFor: "more" }, { waitFor: "end" }, { pattern: "x" }]) {
      const { facts } = await server.call("output", { job, waitMs: 100, ...how });
      assert.deepEqual([facts["state"], facts["text"]], ["running", ""]);
    }
    await server.call("stop", { job, graceMs: 0 });
  });

  await suite.test("stderr is read for itself, and mentioned beside stdout", bound, async () => {
    const job = await begin("echo out; echo err >&2");
    const out = await server.call("output", { job, waitFor: "end", ...WAIT });
    assert.match(out.text, /\[stderr has 4 bytes\]/);
    assert.equal((await server.call("output", { job, stream: "stderr" })).facts["text"], "err\n");
  });

  await suite.test("an id that nobody knows, and two ways at once, are errors that say what to do", bound, async () => {
    const unknown = await server.call("output", { job: "j77-abc" });
    assert.match(unknown.text, /Cannot find the job "j77-abc": .*the tool list shows/);
    const job = await begin("true");
    const both = await server.call("output", { job, cursor: 0, tailBytes: 5 });
    assert.match(both.text, /give cursor or tailBytes/);
    assert.deepEqual([unknown.isError, both.isError], [true, true]);
  });
});
