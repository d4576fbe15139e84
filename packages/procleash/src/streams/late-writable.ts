import { Writable } from "node:stream";

/** A stdin that can be written to before the program runs. */
export interface LateWritable {
  readonly writable: Writable;
  /** The program runs: what was written goes there, at its pace. */
  connect(target: Writable): void;
}

/**
 * The writable needs no `error` listener: when the program stops reading, or never starts, it is closed and no more. Who gave
 * `write()` or `end()` a callback learns there that the program has not taken it.
 */
export function createLateWritable(): LateWritable {
  let connect: (target: Writable) => void;
  const connected = new Promise<Writable>((resolve) => {
    connect = resolve;
  });
  let target: Writable | null = null;
  type Done = (error?: Error | null) => void;
  const forward = (into: Writable, chunk: Uint8Array, done: Done): void => void into.write(chunk, done);
  const writable = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      if (target !== null) forward(target, chunk, done);
      else void connected.then((into) => forward(into, chunk, done));
    },
    final: (done) => {
      void connected.then((into) => into.end(done));
    },
    destroy: (error, done) => {
      void connected.then((into) => into.destroy());
      done(error);
    },
  });
  writable.on("error", () => {});
  return {
    writable,
    connect: (into) => {
      target = into;
      into.once("close", () => writable.destroy());
      connect(into);
    },
  };
}
