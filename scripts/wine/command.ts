import { spawnSync } from "node:child_process";

/** Runs a program to its end and returns its stdout. @throws with the last line of its stderr, if it fails or takes too long. */
export function command(file: string, args: readonly string[], limitMs: number): string {
  const ended = spawnSync(file, args, {
    encoding: "utf8",
    timeout: limitMs,
    killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (ended.status === 0) return ended.stdout;
  const how = ended.error?.message ?? (ended.signal === null ? `exit code ${ended.status}` : ended.signal);
  const said = (ended.stderr ?? "").trim().split("\n").at(-1) ?? "";
  throw new Error(`"${[file, ...args.slice(0, 3)].join(" ")} …" ended with ${how}${said === "" ? "" : `: ${said}`}`);
}
