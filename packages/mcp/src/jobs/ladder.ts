import type { Ladder } from "procleash";

/** SIGTERM, a grace in milliseconds, and SIGKILL until nobody is left. */
export function ladder(graceMs: number): Ladder {
  return [
    { signal: "SIGTERM", waitMs: graceMs },
    { kill: true, waitMs: 1_000 },
  ];
}
