import { randomBytes } from "node:crypto";
import type { Ladder } from "procleash";
import { quote, Refusal } from "../refusal.ts";
import { reservedBytes } from "../settings/settings.ts";
import type { Limits } from "../settings/settings.ts";
import { createBudget } from "./budget.ts";
import { startJob } from "./job.ts";
import type { Job, JobSpec, Why } from "./job.ts";
import { createKeptStream } from "./kept-stream.ts";
import type { SpillFolder } from "./spill-folder.ts";

/** All jobs of this server: those that run, and the last ones that ended. */
export interface Table {
  /** @throws {Refusal} if there are too many, or the server is about to end. */
  start(spec: JobSpec): Job;
  /** @throws {Refusal} if there is none. */
  get(id: string): Job;
  /** As the job's own, within the memory of the server. @throws {Refusal} if there is too little for what it does not read. */
  write(job: Job, text: string, end: boolean): ReturnType<Job["write"]>;
  /** The newest first. */
  list(): readonly Job[];
  /** Starts no more, and stops all; resolves when every tree is gone. */
  close(why: Why, ladder: Ladder): Promise<void>;
  /** Bytes of output and of input that are kept now. */
  readonly memoryUsed: number;
  readonly diskUsed: number;
}

/** Who is told that a job ended. */
export type OnEnd = (job: Job) => void;

export function createTable(limits: Limits, folder: SpillFolder, onEnd: OnEnd): Table {
  const jobs = new Map<string, Job>();
  const memory = createBudget(limits.memoryBytes);
  const reservation = reservedBytes(limits.jobMemoryBytes);
  /** What each job counts for: the most that it may take while it runs, and then what it has taken. */
  const counted = new Map<string, number>();
  let number = 0;
  let closed = false;

  const count = (id: string, bytes: number): boolean => {
    memory.giveBack(counted.get(id) ?? 0);
    const taken = memory.take(bytes);
    counted.set(id, taken ? bytes : 0);
    return taken;
  };
  const forget = (job: Job): void => {
    count(job.id, 0);
    counted.delete(job.id);
    jobs.delete(job.id);
    for (const stream of [job.stdout, job.stderr]) void stream.remove();
  };
  const running = (): Job[] => [...jobs.values()].filter(({ endedAt }) => endedAt === null);
  /** The one that ended first, first. */
  const over = (): Job[] =>
    [...jobs.values()]
      .filter(({ endedAt }) => endedAt !== null)
      .toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));

  const tidy = (): void => {
    const oldest = Date.now() - limits.keepMs;
    const ended = over();
    for (const [index, job] of ended.entries())
      if (index < ended.length - limits.keepJobs || (job.endedAt ?? 0) < oldest) forget(job);
  };
  const makeRoom = (bytes: number): void => {
    if (closed) throw new Refusal("Cannot start a job: this server is about to end; start it again first");
    tidy();
    const busy = running();
    if (busy.length >= limits.maxJobs) {
      throw new Refusal(
        `Cannot start another job: ${busy.length} are running, which is the limit; stop one (the tool list shows them), or wait for one with output`,
      );
    }
    // Those that ended have had their time; a new one is worth more.
    for (const job of over()) if (memory.used + bytes > memory.total) forget(job);
    if (memory.used + bytes > memory.total) {
      throw new Refusal(
        `Cannot start another job: it may take ${bytes} bytes, and the output and input of the ${busy.length} that run may take ${memory.used} of the ${memory.total} that this server keeps; stop one (the tool list shows them), wait for one with output, or put a long stdin into a file`,
      );
    }
  };
  /** The bytes count until the promise settles, which never rejects. */
  const hold = async <Value>(bytes: number, until: Promise<Value>): Promise<Value> => {
    const value = await until;
    memory.giveBack(bytes);
    return value;
  };
  return {
    start: (spec) => {
      const stdinBytes = Buffer.byteLength(spec.stdin?.text ?? "");
      makeRoom(reservation + stdinBytes);
      number += 1;
      // Not only a number: a model may remember the ids of an earlier server.
      const id = `j${number}-${randomBytes(3).toString("hex")}`;
      const stdout = createKeptStream(`${id}.stdout`, limits.jobMemoryBytes, folder);
      const stderr = createKeptStream(`${id}.stderr`, limits.jobMemoryBytes, folder);
      const job = startJob(id, spec, stdout, stderr);
      jobs.set(id, job);
      count(id, reservation);
      memory.take(stdinBytes);
      void hold(stdinBytes, job.fed);
      void job.ended.then(() => {
        count(id, stdout.memory + stderr.memory);
        onEnd(job);
        tidy();
      });
      return job;
    },
    get: (id) => {
      const job = jobs.get(id);
      if (job !== undefined) return job;
      throw new Refusal(
        `Cannot find the job ${quote(id)}: this server has none with that id, or forgot it some time after its end; the tool list shows those that there are`,
      );
    },
    write: (job, text, end) => {
      const bytes = Buffer.byteLength(text);
      if (memory.take(bytes)) return hold(bytes, job.write(text, end));
      throw new Refusal(
        `Cannot write ${bytes} bytes to the job ${quote(job.id)}: with what waits for programs to read it, and their output, this server keeps ${memory.used} of at most ${memory.total} bytes; wait until it has read, or put the text into a file`,
      );
    },
    list: () => {
      tidy();
      return [...jobs.values()].toReversed();
    },
    close: async (why, ladder) => {
      closed = true;
      await Promise.all(running().map((job) => job.stop(why, ladder)));
    },
    get memoryUsed() {
      return memory.used;
    },
    get diskUsed() {
      return folder.budget.used;
    },
  };
}
