import { list, text } from "./types.ts";
import type { Agent, Told } from "./types.ts";

/**
 * The agents that are known. To add one: how it is called, which variables are its own, what its events tell, and which words
 * on stderr mean that it has given up.
 */
export const AGENTS: Readonly<Record<string, Agent>> = {
  codex: {
    program: "codex",
    argv: ({ cwd, permission, model, session }) => [
      "exec",
      "--json",
      "--skip-git-repo-check",
      "--cd",
      cwd,
      "--sandbox",
      permission === "unlimited" ? "danger-full-access" : permission,
      ...(model === undefined ? [] : ["--model", model]),
      ...(session === undefined ? [] : ["resume", session]),
      "-",
    ],
    passes: /^(CODEX_\w+|OPENAI_\w+|AZURE_OPENAI_\w+)$/,
    read: (event) => {
      switch (event["type"]) {
        case "thread.started":
          return [{ kind: "session", id: text(event, "thread_id") }];
        case "item.started":
          return step(text(event, "item", "type"), text(event, "item", "command") || text(event, "item", "tool"));
        case "item.completed":
          if (text(event, "item", "type") === "agent_message")
            return [{ kind: "text", text: text(event, "item", "text") }];
          // Not the end: it also warns so.
          return text(event, "item", "type") === "error"
            ? [{ kind: "error", text: text(event, "item", "message") }]
            : [];
        case "turn.completed":
          return [{ kind: "final", failed: false }];
        case "turn.failed":
          return failed(text(event, "error", "message"));
        case "error":
          return [{ kind: "error", text: text(event, "message") }];
        default:
          return [];
      }
    },
    fatal: [/\b401 Unauthorized\b/i, /\bnot logged in\b/i, /^Error: .*(config|resum)/i],
  },

  claude: {
    program: "claude",
    argv: ({ permission, model, session }) => [
      "-p",
      "--output-format",
      "stream-json",
      "--verbose",
      ...(permission === "unlimited" ? ["--dangerously-skip-permissions"] : []),
      ...(permission === "workspace-write" ? ["--permission-mode", "acceptEdits"] : []),
      ...(permission === "read-only" ? ["--disallowedTools", "Bash,Edit,MultiEdit,Write,NotebookEdit"] : []),
      ...(model === undefined ? [] : ["--model", model]),
      ...(session === undefined ? [] : ["--resume", session]),
    ],
    passes: /^(ANTHROPIC_\w+|CLAUDE_CONFIG_DIR|CLAUDE_CODE_(OAUTH_TOKEN|USE_\w+)|AWS_\w+|CLOUD_ML_REGION|GOOGLE_\w+)$/,
    read: (event) => {
      const session: readonly Told[] =
        event["subtype"] === "init" ? [{ kind: "session", id: text(event, "session_id") }] : [];
      if (event["type"] === "system") return session;
      if (event["type"] === "assistant") {
        return list(event, "message", "content").flatMap((part): readonly Told[] => {
          if (text(part, "type") === "text") return [{ kind: "text", text: text(part, "text") }];
          return text(part, "type") === "tool_use" ? step(text(part, "name"), inputOf(part)) : [];
        });
      }
      if (event["type"] !== "result") return [];
      const id = text(event, "session_id");
      const isFailed = event["is_error"] === true || text(event, "subtype") !== "success";
      const answer = text(event, "result");
      return [
        ...(id === "" ? [] : [{ kind: "session" as const, id }]),
        ...(isFailed ? [{ kind: "error" as const, text: answer || text(event, "subtype") }] : []),
        { kind: "final", failed: isFailed, ...(isFailed || answer === "" ? {} : { text: answer }) },
      ];
    },
    fatal: [/invalid api key/i, /please run \/login/i, /no conversation found/i],
  },

  gemini: {
    program: "gemini",
    argv: ({ permission, model, session }) => [
      "--output-format",
      "stream-json",
      "--approval-mode",
      { "read-only": "default", "workspace-write": "auto_edit", unlimited: "yolo" }[permission],
      ...(model === undefined ? [] : ["--model", model]),
      ...(session === undefined ? [] : ["--resume", session]),
    ],
    passes: /^(GEMINI_\w+|GOOGLE_\w+|CLOUDSDK_\w+)$/,
    read: (event) => {
      switch (event["type"]) {
        case "init":
          return [{ kind: "session", id: text(event, "session_id") }];
        case "message":
          if (event["role"] !== "assistant") return [];
          return [{ kind: "text", text: text(event, "content"), delta: event["delta"] === true }];
        case "tool_use":
          return step(text(event, "tool_name"), inputOf(event, "parameters"));
        case "error":
          return [{ kind: "error", text: text(event, "message") }];
        case "result":
          return event["status"] === "success"
            ? [{ kind: "final", failed: false }]
            : failed(text(event, "error", "message"));
        default:
          return [];
      }
    },
    // It would try for ever.
    fatal: [/error resuming session/i, /api key not valid/i, /please set an auth method/i, /\bFATAL\b/],
  },

  opencode: {
    program: "opencode",
    argv: ({ model, session }) => [
      "run",
      "--format",
      "json",
      ...(model === undefined ? [] : ["--model", model]),
      ...(session === undefined ? [] : ["--session", session]),
    ],
    env: ({ permission }) => ({
      OPENCODE_PERMISSION: JSON.stringify({
        edit: permission === "read-only" ? "deny" : "allow",
        bash: permission === "unlimited" ? "allow" : "deny",
        webfetch: "allow",
      }),
    }),
    passes: /^(OPENCODE_(?!PERMISSION$)\w+|\w+_API_KEY)$/,
    read: (event) => {
      const session: readonly Told[] = [{ kind: "session", id: text(event, "sessionID") }];
      switch (event["type"]) {
        case "text":
          return [...session, { kind: "text", text: text(event, "part", "text") }];
        case "tool_use":
          return [...session, ...step(text(event, "part", "tool"), text(event, "part", "state", "title"))];
        case "step_finish":
          // Other reasons mean that it goes on with what its tools have found.
          return text(event, "part", "reason") === "stop" ? [...session, { kind: "final", failed: false }] : session;
        case "error":
          return [...session, ...failed(text(event, "error", "data", "message") || text(event, "error", "name"))];
        default:
          return session;
      }
    },
    fatal: [/ProviderModelNotFoundError/, /no such session/i],
  },
};

function step(what: string, detail: string): readonly Told[] {
  return what === "" ? [] : [{ kind: "step", text: detail === "" ? what : `${what}: ${detail}` }];
}

function failed(why: string): readonly Told[] {
  return [
    { kind: "error", text: why },
    { kind: "final", failed: true },
  ];
}

/** What a tool is called with: the member that says most. */
function inputOf(event: unknown, key = "input"): string {
  for (const name of ["command", "file_path", "path", "pattern", "query", "url", "description"]) {
    const found = text(event, key, name);
    if (found !== "") return found;
  }
  return "";
}
