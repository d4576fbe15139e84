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

function main(argv: readonly string[]): void {
  const asked = fromFlags(argv);
  if (asked.kind === "help") process.stdout.write(help());
  else if (asked.kind === "version") process.stdout.write(`${VERSION}\n`);
  else serve(settle(asked.given, process.env));
}

function serve(settings: Settings): void {
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
  );
  watchForTheEnd(shutdown, settings.http === null);
  sweepStale(spillParent).catch((error: unknown) => tell(`Cannot delete old output: ${reasonOf(error)}`));
  serveOverStdio(() => createServer(workshop), shutdown);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  tell(error.message);
  process.exitCode = 2;
}
