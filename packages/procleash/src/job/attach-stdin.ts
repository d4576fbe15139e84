import type { Tree } from "../containment/types.ts";
import { namesFile } from "../launch/prepare.ts";
import type { Stop } from "../outcome.ts";
import type { ResolvedSpec } from "../spec/resolve.ts";
import { feed } from "../streams/feed.ts";

/** Sends the program what it was promised as stdin, unless the caller writes it or the system hands it over. */
export function attachStdin(spec: ResolvedSpec, tree: Tree, stop: (why: Stop) => void): void {
  if (tree.stdin === null) return;
  // EPIPE, ECONNRESET: a program need not read its input. Its end is what is reported, not this.
  tree.stdin.on("error", () => {});
  const { stdin } = spec;
  if (stdin === "ignore" || stdin === "pipe" || stdin === "inherit" || namesFile(stdin)) return;
  feed(tree.stdin, stdin, (cause) => stop({ reason: "stdin-failed", cause }));
}
