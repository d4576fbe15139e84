function ignore(): void {
  // Whoever awaits the promise is told.
}

/** Marks a promise that the caller may or may not look at: it is no unhandled rejection. Whoever awaits it still gets that. */
export function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(ignore);
  return promise;
}
