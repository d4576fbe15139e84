import { showExitCode } from "../exit-code.ts";
import type { Ended, Outcome, Proof, Stop } from "../index.ts";
import type { Paint } from "./colour.ts";
import { showDuration } from "./values.ts";

/** A person's one-glance report of a run: aligned lines, the end first. */
export function renderSummary(program: string, outcome: Outcome, paint: Paint): string {
  if (outcome.kind === "failed-to-start") {
    return table(
      [
        ["ended", paint.bad(`did not start (${outcome.error.code})`)],
        ["why", outcome.error.message],
      ],
      paint,
    );
  }
  const rows: Row[] = [["ended", ending(program, outcome, paint)]];
  if (outcome.stop !== null) rows.push(["stopped", paint.warn(stopReason(outcome.stop)) + rungs(outcome)]);
  rows.push(["time", showDuration(outcome.durationMs)]);
  rows.push(...usage(outcome, paint));
  rows.push(["left behind", leftBehind(outcome, paint)]);
  for (const { pid, name, state, why } of outcome.tree.survivors) {
    rows.push(["survivor", paint.bad(`${name} (pid ${pid}, state ${state}): ${SURVIVAL[why]}`)]);
  }
  rows.push(["proof", proof(outcome, paint)]);
  if (outcome.output === "incomplete")
    rows.push(["output", paint.warn("incomplete: somebody else still holds the pipe")]);
  if (outcome.tree.hostDeath === "unguarded")
    rows.push(["guardian", paint.warn("none: the tree would have outlived leash")]);
  return table(rows, paint);
}

type Row = readonly [label: string, text: string];

function table(rows: readonly Row[], paint: Paint): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${paint.dim(`leash  ${label.padEnd(width)}`)}  ${text}\n`).join("");
}

function ending(
  program: string,
  outcome: Exclude<Outcome, { readonly kind: "failed-to-start" }>,
  paint: Paint,
): string {
  switch (outcome.kind) {
    case "exit":
      return outcome.code === 0
        ? paint.good(`${program} exited with 0`)
        : paint.bad(`${program} exited with ${showExitCode(outcome.code)}`);
    case "signal":
      return paint.bad(`${program} was ended by ${outcome.signal}`);
    case "still-running":
      return paint.bad(`${program} could not be ended`);
  }
}

/** Words for why a run was stopped. */
export function stopReason(stop: Stop): string {
  switch (stop.reason) {
    case "timeout":
      return `after its timeout of ${showDuration(stop.afterMs)}`;
    case "idle-timeout":
    case "first-output-timeout":
      return `after ${showDuration(stop.afterMs)} without output`;
    case "stop":
      return "on request";
    case "left-loop":
      return "because nobody read its output any more";
    case "containment-lost":
      return "because its warden was killed by somebody";
    case "abort":
    case "line-too-long":
    case "output-too-large":
    case "stdin-failed":
    case "callback-failed":
      return `(${stop.reason})`;
  }
}

function rungs({ rungs: climbed }: Ended): string {
  return climbed.length === 0 ? "" : `, by ${climbed.join(", then ")}`;
}

function usage({ usage: used }: Ended, paint: Paint): Row[] {
  if (used === null) return [["cpu, memory", paint.dim("not measured (needs the warden)")]];
  return [
    ["cpu", `${showDuration(used.userMs)} user, ${showDuration(used.systemMs)} system`],
    ["peak memory", `${(used.peakRssBytes / 1024 / 1024).toFixed(1)} MiB`],
  ];
}

function leftBehind(outcome: Ended, paint: Paint): string {
  const { leftovers, proof: how } = outcome.tree;
  const count = `${leftovers} ${leftovers === 1 ? "process" : "processes"}`;
  if (how === "let-go") return leftovers === 0 ? "nothing" : paint.warn(`${count}, left running as asked`);
  if (leftovers === 0) return "nothing";
  return paint.warn(`${count}, stopped`) + (outcome.stop === null ? rungs(outcome) : "");
}

const PROOFS: Readonly<Record<Proof, string>> = {
  reaped: "nobody is left: the warden has reaped every process of the tree, and none can leave it",
  "job-empty": "nobody is left: the Job Object counts no process, and none can leave it",
  "stable-scan": "nobody is left: /proc was searched, and no process was created meanwhile",
  unverified: "none: nobody was found, but this system cannot prove that nobody was missed",
  "let-go": "not looked for: the rest was let go on purpose",
};

function proof({ tree }: Ended, paint: Paint): string {
  if (tree.survivors.length > 0) return paint.bad("none: see the survivors");
  const words = PROOFS[tree.proof];
  return tree.proof === "unverified" || tree.proof === "let-go" ? paint.warn(words) : paint.good(words);
}

const SURVIVAL = {
  "not-permitted": "it belongs to another user, and may not be signalled",
  uninterruptible: "it waits in the kernel and cannot be interrupted",
  "did-not-end": "it was killed, and is still there",
} as const;
