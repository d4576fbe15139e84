import type { Child } from "../../spawn/types.ts";

/** A signal costs a microsecond, so that asking first whether it is needed would cost more. */
const EVERY_MS = 3_000;

const wardens = new Set<Child>();
let timer: NodeJS.Timeout | null = null;

/**
 * Continues this warden now and then, should somebody have stopped it: it would not notice the end of its tree, and whoever
 * waits for that would wait for ever. This keeps nobody alive.
 */
export function keepAwake(warden: Child): void {
  wardens.add(warden);
  timer ??= setInterval(continueAll, EVERY_MS).unref();
}

export function letSleep(warden: Child): void {
  wardens.delete(warden);
}

function continueAll(): void {
  for (const warden of wardens) warden.signal("SIGCONT");
  if (wardens.size > 0 || timer === null) return;
  clearInterval(timer);
  timer = null;
}
