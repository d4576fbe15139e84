// Writes a file to stdout in pieces, a moment apart: token, file, "everywhere" (the file again and again, cut in two at
// each byte) or a number (the file once, in pieces of 1 to so many bytes).
import { readFileSync, writeSync } from "node:fs";
const bytes = readFileSync(process.argv[3]);
const write = (from, to) => {
  for (let at = from; at < to;) at += writeSync(1, bytes, at, to - at);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.2);
  return to;
};
const [longest, end] = [Number(process.argv[4]), bytes.length];
if (process.argv[4] === "everywhere") for (let cut = 0; cut < end; cut++) write(write(0, cut), end);
else for (let at = 0; at < end;) at = write(at, Math.min(end, at + 1 + ((at * 7919 + 13) % longest)));
