/** One contender once, in a process of its own, in the runtime that it belongs to. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Case, Contender, Mode, Sizes } from "../case.ts";
import type { Figures } from "../measurements/measurement.ts";
import { binaryOf } from "../provide/peers.ts";
import { builtLibrary, MAIN, placesFor, program } from "../provide/places.ts";

/** Whoever takes longer has failed: nano-spawn on a long line may. */
const LONGEST_MS = 120_000;

/** The process group that is measured now: it must not outlive a suite that is interrupted. */
let running: number | undefined;
process.once("exit", () => killGroup(running));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

export async function measureOnce(
  each: Case,
  contender: Contender,
  mode: Mode,
  before: string | null,
): Promise<Figures> {
  const { runtime, tool, way = "" } = contender;
  const sizes: Sizes = {
    ...each.sizes[mode],
    ...(mode === "full" ? contender.sizes : fewest(each.sizes[mode], contender.sizes)),
    ...placesFor(tool),
    way,
  };
  const [file = "", ...words] = [
    ...commandOf(runtime),
    each.measurement,
    tool === "procleash-before" ? "procleash" : tool,
    ...Object.entries(sizes).map(([name, value]) => `${name}=${value}`),
  ];
  const library = tool === "procleash-before" && before !== null ? { BENCH_LIBRARY: builtLibrary(before) } : {};
  const output = await complete(file, words, { ...process.env, DENO_NO_UPDATE_CHECK: "1", ...library });
  return JSON.parse(output) as Figures;
}

function commandOf(runtime: Contender["runtime"]): readonly string[] {
  switch (runtime) {
    case "c":
      return [program("limit")];
    case "node":
      return [process.execPath, "--expose-gc", MAIN];
    case "node20":
    case "node24":
      return [binaryOf(runtime), "--expose-gc", MAIN];
    case "bun":
      return [binaryOf(runtime), MAIN];
    case "deno":
      return [binaryOf(runtime), "run", "--allow-all", "--v8-flags=--expose-gc", MAIN];
  }
}

/** What is fewer for a slow contender in full must not become more in quick. */
function fewest(sizes: Sizes, own: Sizes = {}): Sizes {
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, Math.min(Number(value), Number(sizes[name]))]),
  );
}

/** @throws with the end of its stderr, unless it exits with 0 in time. */
function complete(file: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    // A process group, to be rid of whatever a peer leaves behind.
    const child = spawn(file, words, { env, detached: true, cwd: join(MAIN, ".."), stdio: ["ignore", "pipe", "pipe"] });
    running = child.pid;
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-2000)));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child.pid);
    }, LONGEST_MS);
    child.once("error", reject);
    // Not "close": a leftover of a peer may hold the pipes.
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      killGroup(child.pid);
      running = undefined;
      setImmediate(() => {
        if (code === 0 && stdout.endsWith("}\n")) return resolve(stdout.trimEnd().split("\n").at(-1) ?? "");
        const how = late ? `not done after ${LONGEST_MS / 1000} s` : (signal ?? `exit code ${code}`);
        reject(new Error(`${how} ${summaryOf(stderr)}`.trim()));
      });
    });
  });
}

/** The line with the error, where there is one. */
function summaryOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return (lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "").trim().slice(0, 200);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // nobody is left in it
  }
}
