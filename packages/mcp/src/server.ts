import { McpServer } from "@modelcontextprotocol/server";
import { offered } from "./agents/call.ts";
import { addAgent } from "./tools/agent.ts";
import { addInput } from "./tools/input.ts";
import { addList } from "./tools/list.ts";
import { addOutput } from "./tools/output.ts";
import { addRun } from "./tools/run.ts";
import { addStart } from "./tools/start.ts";
import { addStop } from "./tools/stop.ts";
import type { Workshop } from "./tools/workshop.ts";
import { VERSION } from "./version.ts";

/** One connection's, or one request's, view of the one workshop. */
export function createServer(workshop: Workshop): McpServer {
  const server = new McpServer(
    { name: "leash-mcp", title: "procleash", version: VERSION },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  addRun(server, workshop);
  addStart(server, workshop);
  addOutput(server, workshop);
  if (!workshop.policy.readOnly) addInput(server, workshop);
  addStop(server, workshop);
  addList(server, workshop);
  const agents = offered(workshop.settings.agents);
  if (agents.length > 0) addAgent(server, workshop, agents);
  return server;
}

const INSTRUCTIONS = `Runs programs and keeps hold of everything that they start. Use run for what ends by itself, start for what stays (servers, watchers). Both make a job; output reads it and can wait for a text or the end, stop ends it with everything that it started. Every wait is bounded: when an answer says "running", the program goes on; ask again with output, and do not start it twice.`;
