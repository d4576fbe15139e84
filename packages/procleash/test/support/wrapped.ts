import { execFile, spawnSync } from "node:child_process";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a host through another program (unshare, setpriv, a shell with a limit) to its end, with a bound of 60 s. */
export function finish(argv: readonly [string, ...string[]]): Promise<Finished> {
  const [file, ...args] = argv;
  return new Promise((resolve, reject) => {
    execFile(file, args, { timeout: 60_000, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ code, stdout, stderr });
      else reject(new Error(`${argv.join(" ")}: ${String(error)}; stderr: ${stderr}`));
    });
  });
}

/** Why a command cannot be used here, or null if it can. */
export function obstacle(argv: readonly [string, ...string[]]): string | null {
  const [file, ...args] = argv;
  const { status, error, stderr } = spawnSync(file, args, { encoding: "utf8", timeout: 10_000 });
  return status === 0 ? null : `\`${argv.join(" ")}\` is not possible here: ${error?.message ?? stderr.trim()}`;
}

/** The last line of an output, as JSON. */
export function report(finished: Finished): unknown {
  const last = finished.stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(last);
  } catch (cause) {
    throw new Error(`the host reported nothing: ${JSON.stringify(finished)}`, { cause });
  }
}

/**
 * What to put before a program so that a limit of processes binds it. It does not bind root: then another user, of whom
 * nothing else may be on this machine, so each test names its own number.
 */
export function bindable(uid: number): readonly [string, ...string[]] {
  if (process.getuid?.() !== 0) return ["env"];
  return ["setpriv", "--reuid", String(uid), "--regid", String(uid), "--clear-groups"];
}
