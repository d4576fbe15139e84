import { createLines } from "./lines.ts";
import { createTranscript } from "./transcript.ts";
import type { Transcript } from "./transcript.ts";
import type { Agent } from "./types.ts";

/** An agent at work: what it tells, and whether it should be ended. */
export interface Watch {
  /** Its name. */
  readonly agent: string;
  readonly transcript: Transcript;
  /** For the job: what it writes, as it comes. */
  readonly onStdout: (bytes: Uint8Array) => void;
  readonly onStderr: (bytes: Uint8Array) => void;
  /** Why it is given up, or null. */
  readonly givenUp: string | null;
  /** The program has ended: nothing is waited for any more. */
  over(): void;
}

export interface Patience {
  /** Until it says or does the first thing, milliseconds. */
  readonly firstEventMs: number;
  /** From its final event until the end of the program. */
  readonly lingerMs: number;
}

/** @param end is called once, when the program should be ended. */
export function watchAgent(name: string, agent: Agent, { firstEventMs, lingerMs }: Patience, end: () => void): Watch {
  let givenUp: string | null = null;
  let lingering: NodeJS.Timeout | null = null;
  const giveUp = (why: string): void => {
    if (givenUp !== null || transcript.final !== null) return;
    givenUp = why;
    end();
  };
  const first = setTimeout(
    () => giveUp(`it said and did nothing for ${firstEventMs} ms; check that it is logged in, or give it more time`),
    firstEventMs,
  );
  const transcript = createTranscript(agent, () => {
    if (transcript.begun) clearTimeout(first);
    // Some stay when they are done, because something that they started stays.
    if (transcript.final !== null) lingering ??= setTimeout(end, lingerMs);
  });
  const judge = (line: string): void => {
    if (agent.fatal.some((pattern) => pattern.test(line))) giveUp(line);
  };
  const errors = createLines(judge, MAX_SCANNED);
  return {
    agent: name,
    transcript,
    onStdout: transcript.push,
    onStderr: (bytes) => {
      errors.push(bytes);
      // A prompt that nobody will answer has no end of line: "Please log in: ".
      judge(errors.unfinished());
    },
    get givenUp() {
      return givenUp;
    },
    over: () => {
      clearTimeout(first);
      if (lingering !== null) clearTimeout(lingering);
      transcript.end();
      errors.end();
    },
  };
}

const MAX_SCANNED = 1_000;
