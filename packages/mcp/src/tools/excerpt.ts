import * as z from "zod";
import { fromCharacter, toCharacter } from "../jobs/text.ts";
import { shownBytes } from "../jobs/state.ts";
import type { KeptStream } from "../jobs/kept-stream.ts";

/** The beginning and the end of a stream, which is what most callers want. */
export const EXCERPT = z.object({
  text: z.string().describe("Its beginning and its end, with a mark between if something was left out."),
  bytes: z.number().int().describe("How much was written in all."),
  omittedBytes: z.number().int().describe("How much of that is not in text; output reads it."),
  cursor: z.number().int().describe("Where text ends: give it to output to read on."),
});
export type Excerpt = z.infer<typeof EXCERPT>;

/** @param maxBytes of text; a quarter is for the beginning, since errors stand at the end. */
export function excerptOf(stream: KeptStream, name: string, job: string, maxBytes: number, isOver: boolean): Excerpt {
  const headBytes = Math.floor(maxBytes / 4);
  const { head, omitted, tail } = stream.ends(headBytes, maxBytes - headBytes);
  const bytes = stream.total;
  if (omitted === 0) {
    const whole = Buffer.concat([head, tail]);
    const shown = isOver ? whole : toCharacter(whole);
    return { text: shown.toString("utf8"), bytes, omittedBytes: 0, cursor: shown.length };
  }
  const [first, last] = [toLineEnd(toCharacter(head)), fromLine(fromCharacter(isOver ? tail : toCharacter(tail)))];
  const cursor = isOver ? bytes : bytes - (tail.length - toCharacter(tail).length);
  const left = cursor - first.length - last.length;
  const mark = `\n[… ${shownBytes(left)} of ${name} left out here: output {"job": "${job}", "stream": "${name}", "cursor": ${first.length}} reads them …]\n`;
  return { text: `${first.toString("utf8")}${mark}${last.toString("utf8")}`, bytes, omittedBytes: left, cursor };
}

/** Whole lines read better; a line that is long itself is cut. */
function toLineEnd(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(10) + 1;
  return end > bytes.length / 2 ? bytes.subarray(0, end) : bytes;
}

function fromLine(bytes: Buffer): Buffer {
  const begin = bytes.indexOf(10) + 1;
  return begin < bytes.length / 2 ? bytes.subarray(begin) : bytes;
}
