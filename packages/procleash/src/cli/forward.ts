import type { Writable } from "node:stream";
import type { Job, Outcome } from "../index.ts";
import type { WriteLine } from "./render-json.ts";

/** Passes both streams of the program on, byte for byte, at the pace at which ours are read. */
export async function forward(job: Job): Promise<Outcome> {
  await Promise.all([
    pass(job.bytes("stdout"), writer(process.stdout, job)),
    pass(job.bytes("stderr"), writer(process.stderr, job)),
  ]);
  return job.outcome;
}

/** @returns a function that writes lines to a stream of ours. */
export function lineWriter(stream: Writable, job: Job): WriteLine {
  return writer(stream, job);
}

async function pass(chunks: AsyncIterable<Uint8Array>, write: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  try {
    for await (const chunk of chunks) await write(chunk);
  } catch {
    // A run that could not start or was stopped interrupts its readers. Why it was is said by the outcome.
  }
}

/** When nobody reads our output any more (`leash … | head -1`), the tree has nobody to work for. */
function writer(stream: Writable, job: Job): (chunk: string | Uint8Array) => Promise<void> {
  let broken = false;
  stream.on("error", () => {
    broken = true;
    void job.stop();
  });
  return (chunk) =>
    new Promise((resolve) => {
      if (broken) resolve();
      // Called back with the error, too: then `error` has been told.
      else stream.write(chunk, () => resolve());
    });
}
