import { ladder } from "./jobs/ladder.ts";
import type { Table } from "./jobs/table.ts";

/** Why the server ends, and with which exit code. */
export type Ending = "stdin-ended" | "parent-gone" | "SIGTERM" | "SIGINT" | "SIGHUP";

const EXIT_CODES: Readonly<Record<Ending, number>> = {
  "stdin-ended": 0,
  "parent-gone": 0,
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
};

/** Clients send SIGTERM two seconds after they have closed stdin; by then everything should be over. */
const LAST_RESORT_MS = 1_700;

export interface Shutdown {
  /** Stops every tree, then ends this process. Later calls change nothing. */
  begin(why: Ending): void;
}

/**
 * @param tidyUp what there is to do when all trees are gone: quick, and best effort.
 * @param exit ends the process.
 * @param die ends it whatever it waits for: node's own exit waits for files that are being opened.
 */
export function createShutdown(
  table: Table,
  graceMs: number,
  tidyUp: () => Promise<void>,
  exit: (code: number) => void,
  die: () => void,
): Shutdown {
  let begun = false;
  return {
    begin: (why) => {
      if (begun) return;
      begun = true;
      const end = (): void => exit(EXIT_CODES[why]);
      // A tree that takes longer is the wardens' business, who outlive this process and finish it.
      setTimeout(die, LAST_RESORT_MS);
      table
        .close("shutdown", ladder(graceMs))
        .then(tidyUp)
        .then(end, (error: unknown) => {
          console.error(error);
          end();
        });
    },
  };
}

/** Signals, and a parent that is gone: some clients abandon their servers without a word. */
export function watchForTheEnd(shutdown: Shutdown, watchParent: boolean): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => shutdown.begin(signal));
  const parent = process.ppid;
  // An init, as in a container, is nobody's parent by choice, and does not end before us.
  if (!watchParent || parent <= 1) return;
  setInterval(() => {
    if (process.ppid !== parent) shutdown.begin("parent-gone");
  }, 500).unref();
}
