import type { Writable } from "node:stream";
import type { Outcome, OutputStream, Result, SignalName } from "../outcome.ts";
import { checkLadder, checkSignal } from "../spec/check.ts";
import type { Ladder } from "../spec/options.ts";
import { endingInKill } from "../spec/resolve.ts";
import { iterateBatches, iterateItems } from "../streams/iterate.ts";
import { lent } from "../streams/lending.ts";
import { byteSplitter, chunkSplitter, textSplitter } from "../streams/lines.ts";
import { inBatches } from "../streams/reading.ts";
import type { MakeReading } from "../streams/reading.ts";
import { collect } from "./collect.ts";
import { handled } from "./handled.ts";
import { mergeLines } from "./events.ts";
import type { HeldRun } from "./held-run.ts";
import { readItems } from "./readers.ts";
import type { ChunkOptions, Job, OutputEvent } from "./types.ts";

/** A run in the hands of its caller. */
export class JobHandle implements Job<string | Uint8Array> {
  readonly #run: HeldRun;
  #started: Promise<number> | null = null;
  #result: Promise<Result<string | Uint8Array>> | null = null;

  constructor(run: HeldRun) {
    this.#run = run;
  }

  get pid(): number | undefined {
    return this.#run.supervision.pid;
  }

  get started(): Promise<number> {
    this.#started ??= handled(this.#run.supervision.begun.then(({ tree }) => tree.pid));
    return this.#started;
  }

  get stdin(): Writable | null {
    return this.#run.stdin;
  }

  get outcome(): Promise<Outcome> {
    return this.#run.outcome;
  }

  get result(): Promise<Result<string | Uint8Array>> {
    this.#result ??= handled(collect(this.#run, this.#run.claims));
    return this.#result;
  }

  lines(stream: OutputStream = "stdout"): AsyncIterableIterator<string> {
    return this.#items("lines()", stream, inBatches(textSplitter(this.#run.spec.maxLineBytes)));
  }

  rawLines(stream: OutputStream = "stdout"): AsyncIterableIterator<Uint8Array> {
    return this.#items("rawLines()", stream, inBatches(byteSplitter(this.#run.spec.maxLineBytes)));
  }

  bytes(stream: OutputStream = "stdout", { lend = false }: ChunkOptions = {}): AsyncIterableIterator<Uint8Array> {
    return this.#items("bytes()", stream, lend ? lent : inBatches(chunkSplitter()));
  }

  batches(stream: OutputStream = "stdout"): AsyncIterableIterator<string[]> {
    return this.#batches("batches()", stream, inBatches(textSplitter(this.#run.spec.maxLineBytes)));
  }

  rawBatches(stream: OutputStream = "stdout"): AsyncIterableIterator<Uint8Array[]> {
    return this.#batches("rawBatches()", stream, inBatches(byteSplitter(this.#run.spec.maxLineBytes)));
  }

  events(): AsyncIterableIterator<OutputEvent> {
    const run = this.#run;
    const lanes = (["stdout", "stderr"] as const).filter((stream) => run.spec[stream] === "pipe");
    run.claims.take("events()", ...(lanes.length === 0 ? (["stdout"] as const) : lanes));
    const read = lanes.map(
      (stream) => [stream, readItems(run, stream, inBatches(textSplitter(run.spec.maxLineBytes)))] as const,
    );
    return iterateItems(mergeLines(read), () => this.#leave());
  }

  async stop(ladder?: Ladder): Promise<Outcome> {
    if (ladder !== undefined) checkLadder(ladder);
    const { spec, supervision } = this.#run;
    supervision.stop({ reason: "stop" }, ladder === undefined ? undefined : endingInKill(ladder, spec.killTimeout));
    return this.outcome;
  }

  kill(signal: SignalName = "SIGTERM"): boolean {
    checkSignal(signal);
    return this.#run.supervision.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<string> {
    return this.lines();
  }

  #items<Item>(reader: string, stream: OutputStream, make: MakeReading<Item>): AsyncIterableIterator<Item> {
    const run = this.#run;
    run.claims.take(reader, stream);
    return iterateItems(readItems(run, stream, make), () => this.#leave());
  }

  #batches<Item>(reader: string, stream: OutputStream, make: MakeReading<Item>): AsyncIterableIterator<Item[]> {
    const run = this.#run;
    run.claims.take(reader, stream);
    return iterateBatches(readItems(run, stream, make), () => this.#leave());
  }

  async #leave(): Promise<void> {
    this.#run.supervision.stop({ reason: "left-loop" });
    await this.outcome;
  }
}
