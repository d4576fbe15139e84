import { readFileSync } from "node:fs";
import { LeashError } from "../index.ts";
import type { Outcome } from "../index.ts";
import { parseArgs } from "./args.ts";
import { choosePaint } from "./colour.ts";
import { doctor } from "./doctor.ts";
import { execute } from "./execute.ts";
import { exitStatus, FAILED } from "./exit-status.ts";
import { HELP } from "./help.ts";
import { chooseSession, leaveTerminalAsItIs } from "./terminal.ts";
import { renderSummary, stopReason } from "./render-summary.ts";

/** The command: does what the words say, and returns the exit status. */
async function main(argv: readonly string[]): Promise<number> {
  const command = parseArgs(argv);
  switch (command.kind) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "version":
      process.stdout.write(`${version()}\n`);
      return 0;
    case "misuse":
      complain(`${command.problem}; leash --help shows how`);
      return FAILED;
    case "doctor": {
      const { text, status } = await doctor(command.json, choosePaint(process.stdout, process.env));
      process.stdout.write(text);
      return status;
    }
    case "run": {
      const { program, args, options } = command;
      const session = await chooseSession();
      const outcome = await execute(program, args, options, session);
      if (options.summary)
        process.stderr.write(renderSummary(program, outcome, choosePaint(process.stderr, process.env)));
      else say(program, outcome);
      if (session === "foreground") endInTerminal(outcome);
      return exitStatus(outcome);
    }
  }
}

/** Without a summary: only what the program's own output and the exit status do not tell. */
function say(program: string, outcome: Outcome): void {
  if (outcome.kind === "failed-to-start") {
    complain(outcome.error.message);
    return;
  }
  const { stop, tree } = outcome;
  // On request (a signal to leash) needs no word: whoever asked knows.
  if (stop !== null && stop.reason !== "stop") complain(`stopped "${program}" ${stopReason(stop)}`);
  for (const { pid, name, why } of tree.survivors) complain(`${name} (pid ${pid}) could not be ended: ${why}`);
  if (tree.hostDeath === "unguarded")
    complain("no guardian could be started: the tree would have outlived leash; see leash doctor");
}

function endInTerminal(outcome: Outcome): void {
  if (outcome.kind === "failed-to-start") return;
  // Who was stopped by us could not tidy up.
  if (outcome.stop === null) leaveTerminalAsItIs();
  // A shell ends its script or loop when a program *died* of Ctrl-C, and goes on when one exited.
  if (outcome.kind === "signal" && outcome.signal === "SIGINT") process.kill(process.pid, "SIGINT");
}

function complain(sentence: string): void {
  process.stderr.write(`leash: ${sentence}\n`);
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return (manifest as { readonly version: string }).version;
}

// Should there ever be nothing left to wait for and no answer, node ends with this: no 0 without a program that said so.
process.exitCode = FAILED;
main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    complain(error instanceof LeashError ? error.message : String((error as Error).stack ?? error));
    process.exitCode = FAILED;
  },
);
