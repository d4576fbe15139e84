import { beginning } from "../cut.ts";
import { createLines } from "./lines.ts";
import { isEvent, NAME_OF_ITS_OWN } from "./types.ts";
import type { Agent, Told } from "./types.ts";

/** What an agent has told so far. It survives whatever becomes of the program. */
export interface Transcript {
  /** Stdout as it comes; the bytes are lent for the call. */
  push(bytes: Uint8Array): void;
  end(): void;
  readonly session: string | null;
  /** Its final answer, or what it said last; "" if nothing. */
  readonly answer: string;
  /** Null: it is not done. */
  readonly final: { readonly failed: boolean } | null;
  /** The newest of what it did and said, for progress. */
  readonly latest: string;
  readonly steps: readonly string[];
  readonly errors: readonly string[];
  /** It has done or said something, beyond telling that it is there. */
  readonly begun: boolean;
  /** Lines that were no events: warnings, banners. */
  readonly otherLines: number;
}

const KEPT = 20;
const MAX_TEXT = 200;
/** An event may hold a file; but what is parsed stops everything else, and JSON can be made to take long. */
const MAX_EVENT_BYTES = 2 * 1024 * 1024;
/** A model that calls an agent wants an answer that it can read; all of the events are in the job's output. */
const MAX_ANSWER = 128 * 1024;

/** @param onTold is called after each event that told something. */
export function createTranscript(agent: Agent, onTold: () => void): Transcript {
  let session: string | null = null;
  let said = "";
  let open = false;
  let final: { readonly failed: boolean; readonly text: string | undefined } | null = null;
  /** Null: what it said last. */
  let latest: string | null = null;
  let begun = false;
  let otherLines = 0;
  const steps: string[] = [];
  const errors: string[] = [];

  const note = (told: Told): void => {
    if (told.kind === "session") {
      // One that no call could give back is none.
      if (NAME_OF_ITS_OWN.test(told.id)) session = beginning(told.id, told.id.length);
      return;
    }
    begun = true;
    switch (told.kind) {
      case "text":
        if (told.delta !== true || !open) said = "";
        // One more than fits, so that the answer tells that it was cut.
        if (said.length <= MAX_ANSWER) said += beginning(told.text, MAX_ANSWER + 1 - said.length);
        open = told.delta === true;
        latest = null;
        break;
      case "step":
        open = false;
        latest = beginning(told.text, MAX_TEXT);
        keep(steps, latest);
        break;
      case "error":
        keep(errors, beginning(told.text, 10 * MAX_TEXT));
        break;
      case "final":
        final = { failed: told.failed, text: told.text && beginning(told.text, MAX_ANSWER + 1) };
        break;
    }
  };
  const lines = createLines((line, isWhole) => {
    const event = isWhole ? parse(line) : null;
    if (event === null) {
      otherLines += 1;
      return;
    }
    const told = agent.read(event);
    told.forEach(note);
    if (told.length > 0) onTold();
  }, MAX_EVENT_BYTES);
  return {
    push: lines.push,
    end: lines.end,
    get session() {
      return session;
    },
    get answer() {
      const whole = final?.text ?? said;
      return whole.length <= MAX_ANSWER ? whole : `${whole.slice(0, MAX_ANSWER)}… [cut: the output of the job has all]`;
    },
    get final() {
      return final;
    },
    get latest() {
      return latest ?? said.slice(-MAX_TEXT);
    },
    steps,
    errors,
    get begun() {
      return begun;
    },
    get otherLines() {
      return otherLines;
    },
  };
}

function keep(items: string[], item: string): void {
  items.push(item);
  if (items.length > KEPT) items.shift();
}

/** A line that is no event, or that is broken, is the program's business and never an error of ours. */
function parse(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith("{")) return null;
  try {
    const event: unknown = JSON.parse(line);
    return isEvent(event) ? event : null;
  } catch {
    return null; // not JSON after all
  }
}
