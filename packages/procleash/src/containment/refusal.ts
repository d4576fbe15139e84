import type { ChildProcess } from "node:child_process";

/** A containment finds out that it cannot be used on this machine; nothing was started. Never leaves the library. */
export class Unusable extends Error {}

/** The error of a start that the system refused: node reports some of them by throwing, and some by an event. */
export function refusalOf(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      // They were created for a child that does not exist, and would stay open.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(error);
    });
  });
}
