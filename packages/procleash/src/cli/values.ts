import { constants } from "node:os";
import type { SignalName } from "../index.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  "": 1_000,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `30s`, `1.5m`, `500ms`, `2h`, `1d`; a plain number is seconds, as with timeout(1). Milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(ms|[smhd]?)$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no duration; write 30s, 1.5m, 500ms or a number of seconds`);
  return Number(match[1]) * (UNIT_MS[match[2] as string] as number);
}

/** `TERM`, `SIGTERM`, `term` or `15`. */
export function parseSignal(text: string): SignalName {
  const upper = text.toUpperCase();
  const name = upper.startsWith("SIG") ? upper : `SIG${upper}`;
  const found = Object.entries(constants.signals).find(([known, number]) => known === name || String(number) === text);
  if (found === undefined) throw new Error(`"${text}" is no signal; write TERM, SIGTERM or 15`);
  return found[0] as SignalName;
}

/** For a person: `3.0 s`, `412 ms`, `2 min 5 s`. */
export function showDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function trim(number: string): string {
  return number.endsWith(".0") ? number.slice(0, -2) : number;
}
