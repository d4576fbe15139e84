import { identify } from "../../../procleash/test/support/processes.ts";
import type { Identity } from "../../../procleash/test/support/processes.ts";
import { pidsIn, program } from "./programs.ts";
import type { RawServer } from "./raw-server.ts";

/** The call of a run that ignores SIGTERM, with a daemon that left its session and does so as well. */
export function sendNastyRun(server: RawServer, token: string, args: object = {}): number {
  return server.sendCall("run", { argv: program("grows-nasty-tree.sh", token), ...args });
}

/** Waits until a job with that token in its command has told its pids. */
export async function nastyTree(server: RawServer, token: string): Promise<{ job: string; members: Identity[] }> {
  const { facts } = await server.call("list", {});
  const found = (facts["jobs"] as { job: string; command: string }[]).find(({ command }) => command.includes(token));
  if (found === undefined) throw new Error(`no job ${token} in the list`);
  const { facts: read } = await server.call("output", { job: found.job, pattern: "pids ", waitMs: 50_000 });
  return { job: found.job, members: pidsIn(read["text"] as string).map(identify) };
}
