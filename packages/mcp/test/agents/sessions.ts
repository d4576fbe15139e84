import { line } from "../support/fake-agents.ts";
import type { Act } from "../support/fake-agents.ts";

export const ANSWER = "There are two files: a.ts and b.ts.";
export const SESSION = "0199-session";

/** The shapes of the events that each agent writes for a task with one tool call, recorded and shortened. */
export const RECORDED: Readonly<Record<string, readonly Act[]>> = {
  codex: [
    line({ type: "thread.started", thread_id: SESSION }),
    line({ type: "turn.started" }),
    line({ type: "item.completed", item: { id: "item_0", type: "reasoning", text: "**Listing**" } }),
    line({
      type: "item.started",
      item: { id: "item_1", type: "command_execution", command: "bash -lc ls", status: "in_progress" },
    }),
    line({
      type: "item.completed",
      item: { id: "item_1", type: "command_execution", command: "bash -lc ls", exit_code: 0, status: "completed" },
    }),
    line({ type: "item.completed", item: { id: "item_2", type: "agent_message", text: ANSWER } }),
    line({ type: "turn.completed", usage: { input_tokens: 10, cached_input_tokens: 0, output_tokens: 5 } }),
  ],
  claude: [
    line({ type: "system", subtype: "init", cwd: "/", session_id: SESSION, tools: ["Bash"], model: "m" }),
    line({
      type: "assistant",
      message: { role: "assistant", content: [{ type: "text", text: "I look." }] },
      session_id: SESSION,
    }),
    line({
      type: "assistant",
      message: { role: "assistant", content: [{ type: "tool_use", id: "t", name: "Bash", input: { command: "ls" } }] },
      session_id: SESSION,
    }),
    line({
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "a.ts" }] },
      session_id: SESSION,
    }),
    line({
      type: "assistant",
      message: { role: "assistant", content: [{ type: "text", text: ANSWER }] },
      session_id: SESSION,
    }),
    line({
      type: "result",
      subtype: "success",
      is_error: false,
      duration_ms: 9,
      num_turns: 2,
      result: ANSWER,
      session_id: SESSION,
    }),
  ],
  gemini: [
    "Loaded cached credentials.\n",
    line({ type: "init", timestamp: "t", session_id: SESSION, model: "m" }),
    line({ type: "message", timestamp: "t", role: "user", content: "the prompt" }),
    line({ type: "tool_use", timestamp: "t", tool_name: "list_directory", tool_id: "1", parameters: { path: "." } }),
    line({ type: "tool_result", timestamp: "t", tool_id: "1", status: "success", output: "a.ts" }),
    line({ type: "message", timestamp: "t", role: "assistant", content: ANSWER.slice(0, 10), delta: true }),
    line({ type: "message", timestamp: "t", role: "assistant", content: ANSWER.slice(10), delta: true }),
    line({ type: "result", timestamp: "t", status: "success", stats: { total_tokens: 15 } }),
  ],
  opencode: [
    line({ type: "step_start", timestamp: 1, sessionID: SESSION, part: { type: "step-start" } }),
    line({
      type: "tool_use",
      timestamp: 2,
      sessionID: SESSION,
      part: { type: "tool", tool: "bash", state: { status: "completed", title: "ls" } },
    }),
    line({
      type: "step_finish",
      timestamp: 3,
      sessionID: SESSION,
      part: { type: "step-finish", reason: "tool-calls" },
    }),
    line({ type: "text", timestamp: 4, sessionID: SESSION, part: { type: "text", text: ANSWER } }),
    line({ type: "step_finish", timestamp: 5, sessionID: SESSION, part: { type: "step-finish", reason: "stop" } }),
  ],
};
