// Promise: any of the agents is one call away; its answer and its session survive whatever it writes and however it ends.
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { token, waitUntil, withToken } from "../../../procleash/test/support/processes.ts";
import { fakeAgent, line } from "../support/fake-agents.ts";
import type { Act } from "../support/fake-agents.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { startServer, stopServer } from "../support/raw-server.ts";
import type { Called, RawOptions, RawServer } from "../support/raw-server.ts";
import { ANSWER, RECORDED, SESSION } from "./sessions.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

async function withAgent<T>(
  agent: string,
  script: readonly Act[],
  use: (server: RawServer) => Promise<T>,
  options: RawOptions = {},
): Promise<T> {
  const server = await startServer({ ...options, env: { ...fakeAgent(agent, script), ...options.env } });
  const result = await use(server);
  await stopServer(server);
  return result;
}

function ask(agent: string, script: readonly Act[], args: object = {}, options: RawOptions = {}): Promise<Called> {
  return withAgent(
    agent,
    script,
    (server) => server.call("agent", { agent, prompt: "What is here?", ...args }),
    options,
  );
}

for (const [agent, events] of Object.entries(RECORDED)) {
  test(`${agent}: the answer, the session, and what it did`, bound, async () => {
    const { isError, facts, text } = await ask(agent, events);
    assert.equal(isError, false, text);
    assert.deepEqual([facts["done"], facts["answer"], facts["session"]], [true, ANSWER, SESSION]);
    assert.match((facts["steps"] as string[]).join(), /ls|list_directory: \./);
    assert.ok(text.includes(ANSWER) && text.includes(SESSION), text);
  });

  test(`${agent}: cut anywhere, with strange lines between, it tells the same`, bound, async () => {
    const strange = ["no JSON\n", '{"broken": \n', "[1]\n", "null\n", "{}\n", `${"x".repeat(70_000)}\n`, "\n\r\n"];
    const whole = events.flatMap((event, i) => [strange[i % strange.length] ?? "", event]).join("");
    const pieces: Act[] = [];
    for (let at = 0; at < whole.length; at += 997) pieces.push(whole.slice(at, at + 997), { sleep: 1 });
    const { isError, facts } = await ask(agent, pieces);
    assert.deepEqual([isError, facts["answer"], facts["session"]], [false, ANSWER, SESSION]);
  });

  test(`${agent}: ended in the middle, its session and what it said survive the error`, bound, async () => {
    const begun = events.slice(0, -1);
    const { isError, facts, text } = await ask(agent, [...begun, { stderr: "out of memory\n" }, { exit: 9 }]);
    assert.equal(isError, true);
    assert.deepEqual(
      [facts["done"], facts["answer"], facts["session"], facts["exitCode"]],
      [false, ANSWER, SESSION, 9],
    );
    for (const part of ["out of memory", ANSWER, `"session": "${SESSION}"`, "exited with code 9"])
      assert.ok(text.includes(part), text);
  });

  test(
    `${agent}: the prompt goes through stdin, the task through its options, and no secret of others with it`,
    bound,
    async () => {
      const server = await startServer({
        env: { ...fakeAgent(agent, [{ tell: true }, ...events]), SECRET_OF_THE_HOST: "1" },
      });
      const prompt = "--help 'me' $HOME\n\"now\"";
      const { facts } = await server.call("agent", {
        agent,
        prompt,
        model: "some/model",
        session: SESSION,
        permission: "workspace-write",
      });
      const { facts: raw } = await server.call("output", { job: facts["job"] });
      const told = JSON.parse((raw["text"] as string).split("\n")[0] ?? "") as {
        told: string[];
        stdin: string;
        cwd: string;
        env: Record<string, string>;
      };
      assert.equal(told.stdin, prompt);
      assert.equal(told.cwd, realpathSync(tmpdir()));
      assert.equal(told.env["SECRET_OF_THE_HOST"], undefined);
      assert.ok(told.told.includes("some/model") && told.told.includes(SESSION), told.told.join(" "));
      await stopServer(server);
    },
  );
}

test(
  "one that stays after its answer, because of what it started, is ended after a grace, and has answered",
  bound,
  async (t) => {
    const name = token(t.name);
    const script = [{ stay: name }, ...(RECORDED["claude"] ?? []), { sleep: 30_000 }];
    const { isError, facts } = await ask(
      "claude",
      script,
      {},
      { flags: ["--agent-linger-ms", "100", "--stop-grace-ms", "100"] },
    );
    assert.deepEqual([isError, facts["answer"], facts["state"]], [false, ANSWER, "stopped"]);
    assert.equal(withToken(name).length, 0);
  },
);

test("one that only tells that it is there is given up, and the error says so", bound, async () => {
  const script = [
    line({ type: "thread.started", thread_id: SESSION }),
    line({ type: "turn.started" }),
    { sleep: 30_000 },
  ];
  const { isError, facts, text } = await ask("codex", script, {}, { flags: ["--agent-first-event-ms", "300"] });
  assert.deepEqual([isError, facts["done"]], [true, false]);
  assert.match(text, /said and did nothing for 300 ms; check that it is logged in/);
});

test("words on stderr after which nothing good will come end it", bound, async () => {
  const { isError, text } = await ask("claude", [
    { stderr: "Invalid API key · Please run /login\n" },
    { sleep: 30_000 },
  ]);
  assert.equal(isError, true);
  assert.match(text, /claude has failed, Invalid API key/);
});

test("such words are seen without the end of their line, as in a prompt that waits for somebody", bound, async () => {
  const { isError, text } = await ask("claude", [{ stderr: "Invalid API key, enter another: " }, { sleep: 30_000 }]);
  assert.equal(isError, true);
  assert.match(text, /claude has failed, Invalid API key/);
});

test("such words are seen at the beginning of a line of any length", bound, async () => {
  const { isError, text } = await ask("claude", [
    { stderr: `Invalid API key ${"x".repeat(100_000)}\n` },
    { sleep: 30_000 },
  ]);
  assert.equal(isError, true);
  assert.match(text, /claude has failed, Invalid API key/);
});

test("an answer of any length is cut for the model, and the output has it whole", bound, async () => {
  const said = line({ type: "message", role: "assistant", content: "long ".repeat(1_000), delta: true });
  const { facts, text } = await ask("gemini", [
    line({ type: "init", session_id: `--${"s".repeat(1_000)}` }),
    line({ type: "init", session_id: SESSION }),
    { times: 60, print: said },
    line({ type: "result", status: "success" }),
  ]);
  assert.equal(facts["done"], true);
  assert.match(facts["answer"] as string, /^long long .*… \[cut: the output of the job has all\]$/);
  assert.ok(text.length < 150_000);
  assert.ok((facts["stdoutBytes"] as number) > 300_000);
  assert.equal(facts["session"], SESSION);
});

test("of what an agent tells only the kept words are kept, not the lines that they stood in", bound, async () => {
  const said = line({ type: "tool_use", tool_name: "FILL", parameters: {} });
  // Three times twenty lines of 1.9 MB would be 114 MB. What is in use is not seen from outside until it is too much.
  const env = { NODE_OPTIONS: "--max-old-space-size=96" };
  const script = [{ times: 40, print: said, fill: 1_900_000 }];
  const use = async (server: RawServer): Promise<void> => {
    for (let i = 0; i < 3; i++) await server.call("agent", { agent: "gemini", prompt: "x" });
    assert.equal((await server.call("list", {})).isError, false);
  };
  await withAgent("gemini", script, use, { env });
});

test("a job that is at work takes no second task, and is what it is", bound, async () => {
  await withAgent("claude", [{ sleep: 30_000 }], async (server) => {
    const { facts } = await server.call("agent", { agent: "claude", prompt: "x", yieldMs: 0 });
    const { job } = facts;
    const other = await server.call("agent", { agent: "claude", job, prompt: "and this too" });
    assert.equal(other.isError, true);
    assert.match(other.text, /Cannot give prompt to the job .*at work already/);
    const wrong = await server.call("agent", { agent: "codex", job });
    assert.equal(wrong.isError, true);
    assert.match(wrong.text, /as "codex": it is "claude"/);
    await server.call("stop", { job, graceMs: 0 });
  });
});

test("an error that it reports itself is the error, also with exit code 0", bound, async () => {
  const { isError, text } = await ask("opencode", [
    line({ type: "error", sessionID: SESSION, error: { name: "ProviderAuthError", data: { message: "no key" } } }),
  ]);
  assert.equal(isError, true);
  assert.match(text, /error: no key/);
});

test("one that takes long goes on as a job, which can be waited for with the same tool", bound, async () => {
  await withAgent(
    "claude",
    [...(RECORDED["claude"] ?? []).slice(0, 3), { sleep: 1_500 }, ...(RECORDED["claude"] ?? []).slice(3)],
    async (server) => {
      const first = await server.call("agent", { agent: "claude", prompt: "x", yieldMs: 0 });
      assert.deepEqual([first.isError, first.facts["state"], first.facts["done"]], [false, "running", false]);
      assert.match(first.text, new RegExp(`agent \\{"agent": "claude", "job": "${first.facts["job"]}"\\}`));
      const second = await server.call("agent", { agent: "claude", job: first.facts["job"] });
      assert.deepEqual([second.facts["done"], second.facts["answer"]], [true, ANSWER]);
    },
  );
});

test("a cancelled call ends the agent with all that it started", bound, async (t) => {
  const name = token(t.name);
  await withAgent("codex", [{ stay: name }, { sleep: 30_000 }], async (server) => {
    const id = server.sendCall("agent", { agent: "codex", prompt: "x" });
    assert.ok(await waitUntil(() => withToken(name).length === 1));
    server.cancel(id);
    assert.ok(await waitUntil(() => withToken(name).length === 0));
  });
});

const MISTAKES: readonly (readonly [why: string, args: object, says: RegExp])[] = [
  ["an agent that nobody knows", { agent: "copilot", prompt: "x" }, /agent/],
  ["no prompt", { agent: "codex" }, /give a prompt, or the job/],
  ["one that is not installed", { agent: "gemini", prompt: "x" }, /Cannot start "gemini": program not found on PATH/],
  ["an option instead of a session", { agent: "codex", prompt: "x", session: "--yolo" }, /session/],
  ["a job that is no agent", { agent: "codex", job: "j1-000000" }, /Cannot find the job/],
  ["a folder outside", { agent: "codex", prompt: "x", cwd: "/" }, /outside the allowed folders/],
];
test("mistakes are errors that say what to do", bound, async () => {
  const server = await startServer({ env: { PATH: "/usr/bin:/bin" } });
  for (const [why, args, says] of MISTAKES) {
    const { isError, text } = await server.call("agent", args);
    assert.equal(isError, true, why);
    assert.match(text, says);
  }
  await stopServer(server);
});

test(
  "a read-only server lets no agent change anything; beside a list of programs there are none unless asked for",
  bound,
  async () => {
    const readOnly = await startServer({ flags: ["--read-only"] });
    const { text } = await readOnly.call("agent", { agent: "codex", prompt: "x", permission: "unlimited" });
    assert.match(text, /this server is read-only/);
    await stopServer(readOnly);
    const listed = await startServer({ flags: ["--allow", "git"] });
    const { result } = await listed.answer(listed.send("tools/list"));
    assert.ok(!((result?.["tools"] ?? []) as { name: string }[]).some(({ name }) => name === "agent"));
    await stopServer(listed);
  },
);
