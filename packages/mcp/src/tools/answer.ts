import { sentence, shownBytes } from "../jobs/state.ts";
import type { Job } from "../jobs/job.ts";
import type { Excerpt } from "./excerpt.ts";

interface Answer<Structured> {
  [key: string]: unknown;
  readonly content: { type: "text"; text: string }[];
  readonly structuredContent: Structured & Record<string, unknown>;
}

/** The same twice: for programs, and in words for a model, which reads output better with its line ends as they are. */
export function answer<Structured extends object>(structured: Structured, text: string): Answer<Structured> {
  return { content: [{ type: "text", text }], structuredContent: structured as Structured & Record<string, unknown> };
}

/** What a job is and what became of it, in a line or a few. */
export function headline(job: Job): string {
  const { outcome } = job;
  const notes: string[] = [];
  if (outcome !== null && outcome.kind !== "failed-to-start") {
    const { leftovers, survivors, proof } = outcome.tree;
    if (leftovers > 0) notes.push(`It left ${leftovers} of its processes behind; they were ended.`);
    if (survivors.length === 0 && proof === "unverified")
      notes.push("Whether something of it is left could not be verified.");
    if (outcome.output === "incomplete")
      notes.push("Its output is incomplete: something outside it still held the pipe.");
  }
  return [`Job ${job.id} ${sentence(job)}.`, ...notes].join("\n");
}

/** A stream under its name; a line when there is nothing. */
export function section(name: string, { text, bytes }: Pick<Excerpt, "text" | "bytes">): string {
  if (bytes === 0) return `${name}: empty`;
  return `${name} (${shownBytes(bytes)}):\n${text}`;
}
