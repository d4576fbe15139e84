// Promise: run tells the truth about how a program ended, what it wrote, and what it left behind.
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { token } from "../../../procleash/test/support/processes.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { program } from "../support/programs.ts";
import { startServer, stopServer } from "../support/raw-server.ts";
import type { RawServer } from "../support/raw-server.ts";

guardAgainstLeaks();

test("a read-only server gives programs no text to read", { timeout: 60_000 }, async () => {
  const server = await startServer({ flags: ["--read-only", "--allow", "tee"] });
  const { isError, text } = await server.call("run", { argv: ["tee"], stdin: "data" });
  assert.equal(isError, true);
  assert.match(text, /this server is read-only, .*leave stdin out/);
  assert.equal((await server.call("run", { argv: ["tee"] })).facts["exitCode"], 0);
  await stopServer(server);
});

const bound = { timeout: 60_000 };
const LONG_MS = 1_000_000;

test("run", async (suite) => {
  let server: RawServer;
  before(async () => (server = await startServer({ env: { SECRET_OF_THE_HOST: "1" } })));
  after(() => stopServer(server));

  await suite.test("answers with the exit code and both streams, in facts and in words", bound, async () => {
    const { isError, facts, text } = await server.call("run", { shell: "echo out; echo err >&2; exit 3" });
    assert.equal(isError, false, "an exit code is an answer");
    assert.equal(facts["state"], "exited");
    assert.equal(facts["exitCode"], 3);
    assert.deepEqual(facts["stdout"], { text: "out\n", bytes: 4, omittedBytes: 0, cursor: 4 });
    assert.equal(facts["stderr"].text, "err\n");
    for (const word of ["exited with code 3", "stdout (4 bytes):\nout", "stderr (4 bytes):\nerr"])
      assert.ok(text.includes(word), text);
  });

  await suite.test("a signal from elsewhere is told as such", bound, async () => {
    const { facts } = await server.call("run", { shell: "kill -KILL $$" });
    assert.deepEqual([facts["state"], facts["exitCode"], facts["signal"]], ["killed", null, "SIGKILL"]);
  });

  await suite.test(
    "arguments arrive as they are, in the folder asked for, with no secret of ours",
    bound,
    async (t) => {
      const args = ["two words", "$HOME", "'; exit 1", "", "ü"];
      const argv = program("tells-about-itself.mjs", token(t.name), ...args);
      const { facts } = await server.call("run", { argv, stdin: "from the model\n", env: { MINE: "yes" }, cwd: "." });
      const told = JSON.parse(facts["stdout"].text) as {
        stdin: string;
        cwd: string;
        args: string[];
        env: Record<string, string>;
      };
      assert.deepEqual(told.args, args);
      assert.equal(told.stdin, "from the model\n");
      assert.equal(told.cwd, realpathSync(tmpdir()));
      assert.equal(told.env["MINE"], "yes");
      assert.equal(told.env["SECRET_OF_THE_HOST"], undefined);
    },
  );

  await suite.test("a stdin that is a word of the library is a text all the same", bound, async () => {
    for (const word of ["inherit", "pipe", "ignore", ""]) {
      const { facts } = await server.call("run", { argv: ["cat"], stdin: word });
      assert.equal(facts["stdout"].text, word);
    }
  });

  await suite.test("without stdin a program finds the end of it, and not the client's messages", bound, async () => {
    const { facts } = await server.call("run", { argv: ["cat"] });
    assert.deepEqual([facts["exitCode"], facts["stdout"].bytes], [0, 0]);
  });

  await suite.test(
    "of long output it shows the beginning and the end, and says how to read the rest",
    bound,
    async () => {
      const { facts, text } = await server.call("run", { shell: "seq 1 100000", maxBytes: 1_000 });
      const shown = facts["stdout"] as { text: string; bytes: number; omittedBytes: number };
      assert.equal(shown.bytes, 588_895);
      assert.ok(shown.text.startsWith("1\n2\n3\n") && shown.text.endsWith("\n99999\n100000\n"), shown.text);
      const [, cursor] = /"stream": "stdout", "cursor": (\d+)\}/.exec(text) ?? [];
      const read = await server.call("output", { job: facts["job"], cursor: Number(cursor), maxBytes: 32 });
      const last = Number(shown.text.slice(0, shown.text.indexOf("\n[…")).trimEnd().split("\n").at(-1));
      assert.ok((read.facts["text"] as string).startsWith(`${last + 1}\n`), read.text);
      assert.ok(shown.omittedBytes > 500_000);
    },
  );

  await suite.test("a time limit ends the whole tree, and is told as a time limit", bound, async (t) => {
    const argv = program("grows-nasty-tree.sh", token(t.name));
    const { facts, text } = await server.call("run", { argv, timeoutMs: 700 });
    assert.equal(facts["state"], "timed-out");
    assert.deepEqual(facts["rungs"], ["SIGTERM", "SIGKILL"]);
    assert.deepEqual([facts["tree"].empty, facts["tree"].survivors], [true, []]);
    assert.match(text, /its time limit \(SIGTERM, then SIGKILL\)/);
  });

  await suite.test("what is left in the background is ended, and told", bound, async (t) => {
    const { facts, text } = await server.call("run", {
      shell: `sh -c 'sleep 30; :' ${token(t.name)} >/dev/null 2>&1 &`,
    });
    assert.equal(facts["exitCode"], 0);
    assert.equal(facts["tree"].leftBehind > 0, true);
    assert.match(text, /left \d of its processes behind/);
  });

  await suite.test("what takes long becomes a job, and goes on", bound, async (t) => {
    const { facts, text } = await server.call("run", {
      shell: `echo begun; sh -c 'read line; echo $line' ${token(t.name)}; sleep 0.3; echo done`,
      yieldMs: 0,
    });
    assert.equal(facts["state"], "running");
    assert.match(text, new RegExp(`output \\{"job": "${facts["job"]}"`));
    const end = await server.call("output", { job: facts["job"], waitFor: "end", waitMs: 50_000 });
    assert.equal(end.facts["state"], "exited");
    assert.match(end.facts["text"] as string, /^begun\n\n?done\n$/);
  });

  const mistakes: readonly (readonly [why: string, args: object, says: RegExp])[] = [
    ["nothing", {}, /give argv .*, or shell/],
    ["both", { argv: ["ls"], shell: "ls" }, /both an argv and a shell line: give argv/],
    ["a line as argv", { argv: "ls -l" }, /argv: want an array.*use shell/],
    ["an unknown option", { argv: ["ls"], directory: "/" }, /directory/],
    [
      "no such program",
      { argv: ["no-such-program-here"] },
      /"no-such-program-here": program not found on PATH; .*install it/,
    ],
    ["no such folder", { argv: ["ls"], cwd: "no/such/folder" }, /no\/such\/folder.*give a cwd that exists/],
    ["a folder outside", { argv: ["ls"], cwd: "/" }, /outside the allowed folders; give a cwd in/],
    ["a zero byte", { argv: ["ls", "a\0b"] }, /./],
    ["a negative time", { argv: ["ls"], timeoutMs: -1 }, /timeoutMs/],
  ];
  for (const [why, args, says] of mistakes) {
    await suite.test(`a mistake is an error that says what to do: ${why}`, bound, async () => {
      const { isError, text } = await server.call("run", args);
      assert.equal(isError, true);
      assert.match(text, says);
    });
  }

  await suite.test("progress is told while it runs, if it was asked for, and rises", bound, async (t) => {
    const quick = await startServer({ flags: ["--progress-ms", "100"] });
    const id = quick.sendCall(
      "run",
      { shell: `echo the last line; sh -c 'sleep 30; :' ${token(t.name)}`, timeoutMs: LONG_MS },
      { progressToken: "p" },
    );
    const told = (): number[] =>
      quick.messages.flatMap(({ method, params }) =>
        method === "notifications/progress" ? [(params as { progress: number }).progress] : [],
      );
    const { params } = await quick.message(
      ({ method, params: with_ }) =>
        method === "notifications/progress" && /the last line/.test(String(with_?.["message"])) && told().length >= 3,
    );
    assert.equal(params?.["progressToken"], "p");
    assert.deepEqual(
      told(),
      told().toSorted((a, b) => a - b),
    );
    assert.equal(new Set(told()).size, told().length);
    quick.cancel(id);
    await stopServer(quick);
  });
});
