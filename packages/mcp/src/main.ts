import type { McpServer } from "@modelcontextprotocol/server";
import { join } from "node:path";
import { offered } from "./agents/call.ts";
import { masked } from "./audit/mask.ts";
import { NO_AUDIT, openAudit } from "./audit/log.ts";
import { createBudget } from "./jobs/budget.ts";
import { createSpillFolder, sweepStale } from "./jobs/spill-folder.ts";
import { stateOf } from "./jobs/state.ts";
import { createTable } from "./jobs/table.ts";
import { createPolicy } from "./policy/policy.ts";
import { reasonOf, Refusal } from "./refusal.ts";
import { createServer } from "./server.ts";
import { fromFlags } from "./settings/given.ts";
import { help } from "./settings/help.ts";
import { settle } from "./settings/settings.ts";
import type { Settings } from "./settings/settings.ts";
import { createShutdown, watchForTheEnd } from "./shutdown.ts";
import { serveOverStdio } from "./transport/stdio.ts";
import { VERSION } from "./version.ts";

/** Everything that is not a message goes to stderr. */
function tell(sentence: string): void {
  process.stderr.write(`leash-mcp: ${sentence}\n`);
}

// A client may close it; what is told there is no reason to end, and there is nobody else to tell.
process.stderr.on("error", () => undefined);

async function main(argv: readonly string[]): Promise<void> {
  const asked = fromFlags(argv);
  if (asked.kind === "help") process.stdout.write(help());
  else if (asked.kind === "version") process.stdout.write(`${VERSION}\n`);
  else await serve(settle(asked.given, process.env));
}

async function serve(settings: Settings): Promise<void> {
  const { limits } = settings;
  // A name that nobody knows is told now, and not to the first client.
  offered(settings.agents);
  const spillParent = join(settings.stateDir, "output");
  const folder = createSpillFolder(spillParent, createBudget(limits.diskBytes), limits.jobDiskBytes, tell);
  const audit = settings.audit === null ? NO_AUDIT : openAudit(settings.audit.path, settings.audit.rotateBytes, tell);
  const table = createTable(limits, folder, (job) => {
    const { outcome } = job;
    audit.write({
      event: "end",
      job: job.id,
      state: stateOf(job),
      exitCode: outcome?.kind === "exit" ? outcome.code : null,
      signal: outcome?.kind === "signal" ? outcome.signal : null,
      error: outcome?.kind === "failed-to-start" ? masked(outcome.error.message) : null,
      durationMs: Math.round(outcome?.durationMs ?? 0),
    });
  });
  const workshop = { settings, policy: createPolicy(settings), table, audit, watches: new WeakMap() };
  const shutdown = createShutdown(
    table,
    settings.shutdownGraceMs,
    async () => {
      await Promise.all([folder.remove(), audit.settled()]);
    },
    (code) => process.exit(code),
    () => process.kill(process.pid, "SIGKILL"),
  );
  watchForTheEnd(shutdown, settings.http === null);
  sweepStale(spillParent).catch((error: unknown) => tell(`Cannot delete old output: ${reasonOf(error)}`));
  const create = (): McpServer => createServer(workshop);
  if (settings.http === null) serveOverStdio(create, shutdown);
  else await serveHttp(create, settings.http);
}

/** Its code is not even loaded for the many servers that speak over stdio. */
async function serveHttp(create: () => McpServer, options: NonNullable<Settings["http"]>): Promise<void> {
  const { serveOverHttp } = await import("./transport/http.ts");
  const address = await serveOverHttp(create, options);
  tell(`serving ${address}`);
  if (options.isNewToken) tell(`clients send the header Authorization: Bearer ${options.token}`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  tell(error.message);
  process.exitCode = 2;
}
