import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { obstacle } from "./wrapped.ts";

const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const BOUND_MS = 20_000;

/** A real terminal with a shell of the user in it, which knows a program `leash`. What is seen on it is the proof. */
export interface Screen {
  /** A folder of its own, the shell's working directory. */
  readonly folder: string;
  /** Types words as they are. */
  type(text: string): void;
  /** Presses keys, by the names that tmux(1) has for them: `Enter`, `C-c`, `Escape`. */
  press(...keys: readonly string[]): void;
  /** Types a command line and presses Enter. */
  enter(line: string): void;
  /** Resolves when a line of the screen is matched (the cursor's line too); rejects with the screen if that does not come. */
  shows(line: RegExp): Promise<void>;
  clear(): Promise<void>;
  resize(columns: number, rows: number): void;
  close(): void;
}

/** Why there can be no terminal here, or null. */
export function noScreen(...programs: readonly string[]): string | null {
  return programs
    .map((name) => obstacle(["/bin/sh", "-c", `command -v ${name}`]))
    .concat(obstacle(["tmux", "-V"]), obstacle(["bash", "-c", ":"]))
    .reduce((first, found) => first ?? found, null);
}

/** @param token of the test; it stands in the arguments of the terminal's shell. */
export async function openScreen(token: string): Promise<Screen> {
  const folder = mkdtempSync(join(tmpdir(), "procleash-screen-"));
  const socket = join(folder, "socket");
  const program = join(folder, "leash");
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' --import '${import.meta.resolve("tsx")}' '${MAIN}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}`, NO_COLOR: "1", HISTFILE: "" };
  const tmux = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync("tmux", ["-S", socket, ...args], { encoding: "utf8", env });
    if (status !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const read = (): string => tmux("capture-pane", "-p", "-t", "main").trimEnd();
  tmux(
    "-f",
    "/dev/null",
    "new-session",
    "-d",
    "-s",
    "main",
    "-x",
    "80",
    "-y",
    "24",
    "-c",
    folder,
    `env PS1="ready> " bash --norc --noprofile; : ${token}`,
  );

  const screen: Screen = {
    folder,
    type: (text) => void tmux("send-keys", "-t", "main", "-l", "--", text),
    press: (...keys) => void tmux("send-keys", "-t", "main", ...keys),
    enter: (line) => {
      screen.type(line);
      screen.press("Enter");
    },
    shows: async (line) => {
      const end = performance.now() + BOUND_MS;
      for (;;) {
        const now = read();
        if (now.split("\n").some((found) => line.test(found))) return;
        if (performance.now() > end) throw new Error(`no line of the screen is like ${line}:\n${now}`);
        await sleep(20);
      }
    },
    clear: async () => {
      screen.enter("clear; echo clea''n");
      await screen.shows(/^clean$/);
    },
    resize: (columns, rows) => void tmux("resize-window", "-t", "main", "-x", String(columns), "-y", String(rows)),
    close: () => {
      if (existsSync(socket)) tmux("kill-server");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await screen.shows(/^ready>/);
  return screen;
}
