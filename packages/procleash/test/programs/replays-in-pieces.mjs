// Writes a file to stdout in pieces, a moment apart: token, file, "everywhere" (the file again and again, cut in two at each
// byte) or a number (the file once, in pieces of 1 to so many bytes).
import { readFileSync, writeSync } from "node:fs";
const bytes = readFileSync(process.argv[3]);
const write = (from, to) => {
  for (let at = from; at < to; ) at += writeSync(1, bytes, at, to - at);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.2);
};
const longest = Number(process.argv[4]);
if (process.argv[4] === "everywhere") for (let cut = 0; cut < bytes.length; cut++) [[0, cut], [cut, bytes.length]].forEach((piece) => write(...piece));
else for (let at = 0, next; at < bytes.length; at = next) write(at, (next = Math.min(bytes.length, at + 1 + ((at * 7919 + 13) % longest))));
