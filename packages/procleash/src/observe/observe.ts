import { channel } from "node:diagnostics_channel";
import { debuglog } from "node:util";
import type { ContainmentName, EndingSignal, Outcome, SignalName, StopReason } from "../outcome.ts";

/** What is published on the diagnostics channels, one shape a channel (node:diagnostics_channel). */
export interface Messages {
  readonly "procleash:start": { readonly pid: number; readonly file: string; readonly containment: ContainmentName };
  readonly "procleash:signal": {
    readonly pid: number;
    readonly signal: SignalName;
    readonly reason: StopReason | "leftovers" | "kill";
    readonly afterMs: number;
  };
  readonly "procleash:leader-exit": {
    readonly pid: number;
    readonly code: number | null;
    readonly signal: EndingSignal | null;
    readonly afterMs: number;
  };
  readonly "procleash:outcome": { readonly pid: number | null; readonly file: string; readonly outcome: Outcome };
}

const debug = debuglog("procleash");

const channels = {
  "procleash:start": channel("procleash:start"),
  "procleash:signal": channel("procleash:signal"),
  "procleash:leader-exit": channel("procleash:leader-exit"),
  "procleash:outcome": channel("procleash:outcome"),
};

/** Tells tracers (diagnostics channels) and a person (`NODE_DEBUG=procleash`, one line an event on stderr). */
export function observe<Name extends keyof Messages>(name: Name, message: Messages[Name]): void {
  if (channels[name].hasSubscribers) channels[name].publish(message);
  if (debug.enabled) debug("%s", line(name, message));
}

/** `signal pid=71 signal=SIGTERM reason=timeout afterMs=3002` */
function line(name: keyof Messages, message: Messages[keyof Messages]): string {
  const words = Object.entries(message).map(
    ([key, value]) => `${key}=${typeof value === "object" && value !== null ? summary(value) : value}`,
  );
  return [name.slice("procleash:".length), ...words].join(" ");
}

function summary(outcome: Outcome): string {
  const ms = `durationMs=${Math.round(outcome.durationMs)}`;
  if (outcome.kind === "failed-to-start") return `failed-to-start code=${outcome.error.code} ${ms}`;
  const how =
    outcome.kind === "exit"
      ? `exit code=${outcome.code}`
      : outcome.kind === "signal"
        ? `signal signal=${outcome.signal}`
        : outcome.kind;
  const { proof, leftovers, survivors } = outcome.tree;
  return `${how} reason=${outcome.stop?.reason ?? "none"} rungs=${outcome.rungs.join(",") || "none"} proof=${proof} leftovers=${leftovers} survivors=${survivors.length} output=${outcome.output} ${ms}`;
}
