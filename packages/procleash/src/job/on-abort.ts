const NOTHING = (): void => {};

const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal is aborted. However many runs share a signal, there is one listener on it, and none when the
 * last run is over: with eleven, node would print a warning on the host's stderr.
 *
 * @returns the way to call it off.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return NOTHING;
  let waiting = callbacks.get(signal);
  if (waiting === undefined) {
    waiting = new Set();
    callbacks.set(signal, waiting);
    signal.addEventListener("abort", tellAll, { once: true });
  }
  waiting.add(callback);
  return () => {
    waiting.delete(callback);
    if (waiting.size > 0 || callbacks.get(signal) !== waiting) return;
    callbacks.delete(signal);
    signal.removeEventListener("abort", tellAll);
  };
}

function tellAll(this: AbortSignal): void {
  const waiting = callbacks.get(this);
  callbacks.delete(this);
  for (const callback of waiting ?? []) callback();
}
