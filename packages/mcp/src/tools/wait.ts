/** What ended a wait. */
export type Waited = "true" | "time" | "cancelled";

/**
 * Until a condition holds, a time is over, or the caller has lost interest. Every wait of this server has such a bound.
 *
 * @param watch calls its listener whenever the condition may have changed.
 */
export function waitUntil(
  condition: () => boolean,
  watch: (listener: () => void) => () => void,
  boundMs: number,
  signal: AbortSignal,
): Promise<Waited> {
  return new Promise((resolve) => {
    const end = (how: Waited): void => {
      clearTimeout(timer);
      unwatch();
      signal.removeEventListener("abort", cancelled);
      resolve(how);
    };
    const cancelled = (): void => end("cancelled");
    const look = (): void => {
      if (condition()) end("true");
    };
    const timer = setTimeout(() => end("time"), boundMs);
    const unwatch = watch(look);
    signal.addEventListener("abort", cancelled);
    if (signal.aborted) cancelled();
    else look();
  });
}
