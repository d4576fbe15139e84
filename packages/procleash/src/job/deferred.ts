/** A promise and the way to settle it. It never raises `unhandledRejection`: whoever awaits it still gets the rejection. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: unknown): void;
}

export function defer<Value>(): Deferred<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  void handled(promise);
  return { promise, resolve, reject };
}

function ignore(): void {
  // Whoever awaits the promise is told.
}

/** Marks a promise that the caller may or may not look at. */
export function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(ignore);
  return promise;
}
