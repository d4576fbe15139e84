import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { each, splitByHand } from "./tool.ts";
import type { Tool } from "./tool.ts";

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0 || signal === "SIGTERM") resolve();
      else reject(new Error(`ended with ${signal ?? code}`));
    });
  });
}

const STDIO: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];

export const tool: Tool = {
  run: (file, args) => {
    const child = spawn(file, args, { stdio: STDIO });
    child.stdout.resume();
    child.stderr.resume();
    return closed(child);
  },
  readers: {
    readline: (file, args, take) => {
      const child = spawn(file, args, { stdio: STDIO });
      const end = closed(child);
      return Promise.all([each(createInterface({ input: child.stdout, crlfDelay: Infinity }), take), end]);
    },
    "readline-event": (file, args, take) => {
      const child = spawn(file, args, { stdio: STDIO });
      createInterface({ input: child.stdout, crlfDelay: Infinity }).on("line", (line) => void take(line));
      return closed(child);
    },
    "split-by-hand": (file, args, take) => {
      const child = spawn(file, args, { stdio: STDIO });
      const end = closed(child);
      return Promise.all([each(splitByHand(child.stdout), take), end]);
    },
    bytes: (file, args, take) => {
      const child = spawn(file, args, { stdio: STDIO });
      const end = closed(child);
      return Promise.all([each(child.stdout, take), end]);
    },
    "bytes-event": (file, args, take) => {
      const child = spawn(file, args, { stdio: STDIO });
      child.stdout.on("data", (chunk: Uint8Array) => void take(chunk));
      return closed(child);
    },
  },
  collect: async (file, args) => {
    const child = spawn(file, args, { stdio: STDIO });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    await closed(child);
    return Buffer.concat(chunks);
  },
  feed: (file, args, stdin) => {
    const child = spawn(file, args, { stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.end(stdin);
    return closed(child);
  },
  // A group of its own is all that node can do for a tree.
  hold: (file, args) => {
    const child = spawn(file, args, { stdio: STDIO, detached: true });
    child.stdout.resume();
    child.stderr.resume();
    const end = closed(child);
    const { pid } = child;
    return {
      started: Promise.resolve(),
      stop: () => {
        if (pid !== undefined) process.kill(-pid, "SIGTERM");
        return end;
      },
    };
  },
};
