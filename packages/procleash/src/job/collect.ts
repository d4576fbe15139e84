import { LeashError, quote } from "../errors.ts";
import type { Outcome, Result } from "../outcome.ts";
import { createCapture } from "../streams/capture.ts";
import type { Claims, Readable } from "./readers.ts";
import { failure, interruptionBy } from "./verdict.ts";

/**
 * Collects what no iterator has claimed, and settles when the tree is gone: the promise behind `job.result` and `run()`.
 * Streams that somebody else reads, and those that are no pipes, are empty in it.
 */
export async function collect(run: Readable, claims: Claims): Promise<Result<string | Uint8Array>> {
  const { spec } = run;
  const stdout = createCapture(spec.maxOutputBytes);
  const tooLarge = { reason: "output-too-large", limitBytes: spec.maxOutputBytes } as const;
  let poured: Promise<void> | undefined;
  if (claims.isFree("stdout")) {
    claims.take("result", "stdout");
    const push = (chunk: Uint8Array): void => {
      stdout.push(chunk);
      if (stdout.cut && spec.overflow === "error") run.stop(tooLarge);
    };
    // If the run cannot start, the outcome says so.
    poured = run.source("stdout").then(
      (source) => source.pour(push),
      () => {},
    );
  }
  const keepsStderr = claims.isFree("stderr") || spec.onStderr !== undefined;
  if (claims.isFree("stderr")) claims.take("result", "stderr");

  const outcome = await run.outcome;
  // Asked for after the end, what the pipe held is still to be taken.
  await poured;
  const result: Result<string | Uint8Array> = {
    stdout: output(run, outcome, stdout.pieces()),
    stderr: output(run, outcome, keepsStderr ? run.keeper.pieces() : []),
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

function output({ spec }: Readable, outcome: Outcome, pieces: readonly Uint8Array[]): string | Uint8Array {
  const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
  if (spec.encoding === "bytes") return bytes;
  try {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  } catch (cause) {
    // ERR_STRING_TOO_LONG: about 512 MiB in today's V8.
    throw new LeashError(
      "OUTPUT_TOO_LARGE",
      `Cannot make a string of the output of ${quote(spec.file)}: ${bytes.length} bytes are more than one can hold; use encoding: "bytes", or read it as a stream`,
      { cause, outcome },
    );
  }
}
