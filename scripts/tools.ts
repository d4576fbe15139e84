/** The programs that the scripts start: all from node_modules, without npx, so that no script depends on a shell. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("..", import.meta.url));
export const library: string = join(root, "packages", "procleash");

/** Runs node; its output goes to ours, or is returned. @throws if it fails. */
export function node(args: readonly string[], cwd: string = root, stdout: "inherit" | "pipe" = "inherit"): string {
  return call(process.execPath, args, cwd, stdout);
}

/** Runs the command of a dev dependency; its output goes to ours. @throws if it fails. */
export function tool(name: string, args: readonly string[]): void {
  node([commandOf(name), ...args]);
}

/** Runs npm, and returns its stdout; what it has to say goes to our stderr. @throws if it fails. */
export function npm(args: readonly string[], cwd: string = root): string {
  // Under `npm run`, the very npm that runs us; its own file, since on Windows the command is a shell script.
  const own = process.env["npm_execpath"];
  const quiet = ["--loglevel=error", ...args];
  return own === undefined ? call("npm", quiet, cwd, "pipe") : call(process.execPath, [own, ...quiet], cwd, "pipe");
}

function call(file: string, args: readonly string[], cwd: string, stdout: "inherit" | "pipe"): string {
  const ended = spawnSync(file, args, { cwd, encoding: "utf8", stdio: ["ignore", stdout, "inherit"] });
  if (ended.status === 0) return ended.stdout ?? "";
  const how = ended.error?.message ?? (ended.signal === null ? `exit code ${ended.status}` : ended.signal);
  throw new Error(`Cannot go on: "${[file, ...args].join(" ")}" ended with ${how}\n${ended.stdout ?? ""}`);
}

function commandOf(name: string): string {
  const folder = join(root, "node_modules", name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  const file = typeof manifest.bin === "string" ? manifest.bin : Object.values(manifest.bin)[0];
  if (file === undefined) throw new Error(`Cannot run "${name}": it has no command`);
  return resolve(folder, file);
}
