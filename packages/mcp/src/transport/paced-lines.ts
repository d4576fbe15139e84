import { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

const NEWLINE = 10;

/** So much of what the client has sent may wait here, bytes; then its pipe is not read any more. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Hands on the lines of a stream, one for each turn of the event loop: a client may send a thousand calls at once, and between
 * two of them the loop must see signals, the end of stdin, and what programs do. Each line comes as a whole, since the reader
 * behind this joins what it has with each piece that comes: of 20 MB in pieces of 64 KiB it would copy gigabytes.
 *
 * It fails with a line that is longer than the limit, in bytes. What comes after the last line end is no line, and is dropped.
 *
 * @param calm waited for before each line: a client that does not read its answers gets no more of them.
 */
export function pacedLines(source: Readable, maxLineBytes: number, calm: () => Promise<void>): Readable {
  const paced = new Readable({ read: () => {} });
  let unfinished: Buffer[] = [];
  let unfinishedBytes = 0;
  let lines: Buffer[] = [];
  let waitingBytes = 0;
  let busy = false;
  let ended = false;

  const handOn = async (): Promise<void> => {
    busy = true;
    while (lines.length > 0) {
      const batch = lines;
      lines = [];
      for (const line of batch) {
        await calm();
        paced.push(line);
        waitingBytes -= line.length;
        if (waitingBytes < MAX_WAITING_BYTES) source.resume();
        await turn();
      }
    }
    busy = false;
    if (ended) paced.push(null);
  };
  const take = (chunk: Buffer): void => {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, at + 1);
      lines.push(unfinished.length === 0 ? piece : Buffer.concat([...unfinished, piece]));
      unfinished = [];
      unfinishedBytes = 0;
      from = at + 1;
    }
    if (from < chunk.length) unfinished.push(chunk.subarray(from));
    unfinishedBytes += chunk.length - from;
    waitingBytes += chunk.length;
    if (unfinishedBytes > maxLineBytes) {
      source.pause();
      paced.destroy(
        new Error(
          `Cannot read a message of more than ${maxLineBytes} bytes: it would have to be held in memory as a whole`,
        ),
      );
      return;
    }
    // An unfinished line is not waited for by anybody: it may well be as large as its own limit.
    if (waitingBytes - unfinishedBytes > MAX_WAITING_BYTES) source.pause();
    if (!busy && lines.length > 0) void handOn();
  };
  source.on("data", take);
  const end = (): void => {
    if (ended) return;
    ended = true;
    if (!busy) paced.push(null);
  };
  // A file that is our stdin is not closed at its end.
  source.once("end", end).once("close", end);
  // Its end follows.
  source.on("error", () => {});
  return paced;
}
