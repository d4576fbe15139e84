import { LeashError, quote } from "../errors.ts";
import type { Outcome, Result } from "../outcome.ts";
import { createBytesCapture } from "../streams/capture-bytes.ts";
import { createTextCapture } from "../streams/capture-text.ts";
import type { Sink } from "../streams/source.ts";
import { ownConcat } from "../streams/own.ts";
import { decodeAll } from "../streams/text.ts";
import type { Claims } from "./claims.ts";
import type { Readable } from "./readers.ts";
import { failure, interruptionBy } from "./verdict.ts";

/**
 * Collects what no iterator has claimed, and settles when the tree is gone: the promise behind `job.result` and `run()`.
 * Streams that somebody else reads, and those that are no pipes, are empty in it.
 */
export async function collect(run: Readable, claims: Claims): Promise<Result<string | Uint8Array>> {
  const { spec } = run;
  const stdout =
    spec.encoding === "bytes" ? createBytesCapture(spec.maxOutputBytes) : createTextCapture(spec.maxOutputBytes);
  const tooLarge = { reason: "output-too-large", limitBytes: spec.maxOutputBytes } as const;
  let poured: Promise<void> | undefined;
  if (claims.isFree("stdout")) {
    claims.take("result", "stdout");
    const sink: Sink = {
      // It keeps what it wants, and never makes the program wait.
      held: 0,
      push: (chunk) => {
        stdout.push(chunk);
        if (stdout.cut && spec.overflow === "error") run.stop(tooLarge);
      },
      end: () => {},
    };
    // If the run cannot start, the outcome says so.
    poured = run.source("stdout").then(
      (source) => source.attach(sink),
      () => {},
    );
  }
  const keepsStderr = claims.isFree("stderr") || spec.onStderr !== undefined;
  if (claims.isFree("stderr")) claims.take("result", "stderr");

  const outcome = await run.outcome;
  // Asked for after the end, what the pipe held is still to be taken.
  await poured;
  const result: Result<string | Uint8Array> = {
    stdout: output(run, outcome, () => stdout.kept()),
    stderr: output(run, outcome, () => stderr(run, keepsStderr ? run.keeper.pieces() : [])),
    exitCode: outcome.kind === "exit" ? outcome.code : null,
    signal: outcome.kind === "signal" ? outcome.signal : null,
    outcome,
  };
  if (!spec.reject) return result;
  const failed = failure(spec, outcome, result);
  if (failed !== null) throw failed;
  // The limit was passed by the last bytes, when there was nothing left to stop.
  if (stdout.cut && spec.overflow === "error") throw interruptionBy(spec, outcome, tooLarge, result);
  return result;
}

function stderr({ spec }: Readable, pieces: Buffer[]): string | Uint8Array {
  return spec.encoding === "bytes" ? ownConcat(pieces) : decodeAll(pieces);
}

function output({ spec }: Readable, outcome: Outcome, kept: () => string | Uint8Array): string | Uint8Array {
  try {
    return kept();
  } catch (cause) {
    const { name, code } = cause as NodeJS.ErrnoException;
    if (name !== "RangeError" && code !== "ERR_STRING_TOO_LONG") throw cause;
    throw new LeashError(
      "OUTPUT_TOO_LARGE",
      `Cannot make a string of the output of ${quote(spec.file)}: it is more than one can hold (512 MiB); use encoding: "bytes", or read it as a stream`,
      { cause, outcome },
    );
  }
}
