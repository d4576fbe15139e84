import type { Permitted } from "../policy/policy.ts";
import { quote, Refusal } from "../refusal.ts";
import { AGENTS } from "./table.ts";
import type { Agent, Task } from "./types.ts";

/** What every program that speaks with a service may need to reach it. */
const PASSED_TO_ALL = /^((HTTPS?|ALL|NO)_PROXY|(https?|all|no)_proxy|XDG_\w+|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS)$/;

/** Those that are known and offered; null offers all. @throws {Refusal} if one is offered that nobody knows. */
export function offered(names: readonly string[] | null): readonly string[] {
  const unknown = names?.find((name) => !Object.hasOwn(AGENTS, name));
  if (unknown !== undefined)
    throw new Refusal(`Cannot offer the agent ${quote(unknown)}: known are ${Object.keys(AGENTS).join(", ")}`);
  return names ?? Object.keys(AGENTS);
}

/** How to start an agent for a task. */
export function callOf(agent: Agent, task: Task, timeoutMs: number | null, host: NodeJS.ProcessEnv): Permitted {
  const own = Object.entries(host).filter(([name]) => agent.passes.test(name) || PASSED_TO_ALL.test(name));
  const argv = [agent.program, ...agent.argv(task)] as const;
  return {
    argv: [...argv],
    command: argv.join(" "),
    words: argv,
    cwd: task.cwd,
    env: { ...(Object.fromEntries(own) as Record<string, string>), ...agent.env?.(task) },
    timeoutMs,
  };
}
