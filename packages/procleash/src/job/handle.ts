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
import { handled } from "./deferred.ts";
import { mergeLines } from "./events.ts";
import { readItems } from "./readers.ts";
import type { Claims, Readable } from "./readers.ts";
import type { Supervision } from "./supervise.ts";
import type { ChunkOptions, Job, OutputEvent } from "./types.ts";

/** What a handle is a handle to. */
export interface Held {
  readonly run: Readable;
  readonly supervision: Supervision;
  readonly claims: Claims;
  readonly stdin: Writable | null;
}

/** A run in the hands of its caller. */
export class JobHandle implements Job<string | Uint8Array> {
  readonly started: Promise<number>;
  readonly stdin: Writable | null;
  readonly outcome: Promise<Outcome>;
  readonly #held: Held;
  #result: Promise<Result<string | Uint8Array>> | null = null;

  constructor(held: Held) {
    this.#held = held;
    this.started = held.supervision.started;
    this.stdin = held.stdin;
    this.outcome = held.run.outcome;
  }

  get pid(): number | undefined {
    return this.#held.supervision.pid();
  }

  get result(): Promise<Result<string | Uint8Array>> {
    this.#result ??= handled(collect(this.#held.run, this.#held.claims));
    return this.#result;
  }

  lines(stream: OutputStream = "stdout"): AsyncIterableIterator<string> {
    return this.#items("lines()", stream, inBatches(textSplitter(this.#held.run.spec.maxLineBytes)));
  }

  rawLines(stream: OutputStream = "stdout"): AsyncIterableIterator<Uint8Array> {
    return this.#items("rawLines()", stream, inBatches(byteSplitter(this.#held.run.spec.maxLineBytes)));
  }

  bytes(stream: OutputStream = "stdout", { lend = false }: ChunkOptions = {}): AsyncIterableIterator<Uint8Array> {
    return this.#items("bytes()", stream, lend ? lent : inBatches(chunkSplitter()));
  }

  batches(stream: OutputStream = "stdout"): AsyncIterableIterator<string[]> {
    return this.#batches("batches()", stream, inBatches(textSplitter(this.#held.run.spec.maxLineBytes)));
  }

  rawBatches(stream: OutputStream = "stdout"): AsyncIterableIterator<Uint8Array[]> {
    return this.#batches("rawBatches()", stream, inBatches(byteSplitter(this.#held.run.spec.maxLineBytes)));
  }

  events(): AsyncIterableIterator<OutputEvent> {
    const { run, claims } = this.#held;
    const lanes = (["stdout", "stderr"] as const).filter((stream) => run.spec[stream] === "pipe");
    claims.take("events()", ...(lanes.length === 0 ? (["stdout"] as const) : lanes));
    const read = lanes.map(
      (stream) => [stream, readItems(run, stream, inBatches(textSplitter(run.spec.maxLineBytes)))] as const,
    );
    return iterateItems(mergeLines(read), () => this.#leave());
  }

  async stop(ladder?: Ladder): Promise<Outcome> {
    if (ladder !== undefined) checkLadder(ladder);
    const { run, supervision } = this.#held;
    supervision.stop({ reason: "stop" }, ladder === undefined ? undefined : endingInKill(ladder, run.spec.killTimeout));
    return this.outcome;
  }

  kill(signal: SignalName = "SIGTERM"): boolean {
    checkSignal(signal);
    return this.#held.supervision.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<string> {
    return this.lines();
  }

  #items<Item>(reader: string, stream: OutputStream, make: MakeReading<Item>): AsyncIterableIterator<Item> {
    const { run, claims } = this.#held;
    claims.take(reader, stream);
    return iterateItems(readItems(run, stream, make), () => this.#leave());
  }

  #batches<Item>(reader: string, stream: OutputStream, make: MakeReading<Item>): AsyncIterableIterator<Item[]> {
    const { run, claims } = this.#held;
    claims.take(reader, stream);
    return iterateBatches(readItems(run, stream, make), () => this.#leave());
  }

  async #leave(): Promise<void> {
    this.#held.supervision.stop({ reason: "left-loop" });
    await this.outcome;
  }
}
