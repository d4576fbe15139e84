import type { StreamTarget } from "../../spawn/types.ts";
import type { Launch, StdioTarget } from "../types.ts";
import { PROTOCOL_VERSION } from "./protocol.ts";

/** From the first gentle signal to the kill when the host is gone, milliseconds. The run's own ladder died with the host. */
const GRACE_MS = 1000;

/** The words that a warden is started with, before those about the program. */
export function wardenWords(variable: string, { session }: Launch): [string, ...string[]] {
  return ["leash-warden", variable, String(PROTOCOL_VERSION), session, String(GRACE_MS)];
}

/** The program's three, which are none of the warden's business, and its two to the host. */
export function wardenStreams({ stdio: [stdin, stdout, stderr] }: Launch): readonly StreamTarget[] {
  return [target(stdin, 0), target(stdout, 1), target(stderr, 2), "writes", "listens"];
}

function target(wanted: StdioTarget, number: 0 | 1 | 2): StreamTarget {
  if (wanted === "inherit") return number;
  if (wanted === "pipe") return number === 0 ? "reads" : "writes";
  return wanted;
}
