import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { serverFile } from "./build.ts";
import { scratch } from "./raw-server.ts";

export interface HttpServer {
  readonly url: string;
  readonly token: string;
  readonly stateDir: string;
  /** SIGTERM. */
  stop(): Promise<void>;
}

/** @throws what the server said, if it ends instead of serving. */
export async function startHttp(flags: readonly string[] = [], port = "0"): Promise<HttpServer> {
  const stateDir = scratch();
  const child = spawn(process.execPath, [serverFile(), "--state-dir", stateDir, "--http", port, ...flags], {
    cwd: tmpdir(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "close");
  let told = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (text: Buffer) => {
      told += text.toString();
      if (told.includes("Bearer ")) resolve();
    });
    void ended.then(() => reject(new Error(told)));
  });
  return {
    url: /serving (\S+)/.exec(told)?.[1] ?? "",
    token: /Bearer (\S+)/.exec(told)?.[1] ?? "",
    stateDir,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
