// Writes exactly so many bytes of a text, repeated, and exits at once: token, count, "stdout" or "stderr", text.
import { writeSync } from "node:fs";
const [count, stream, text] = [Number(process.argv[3]), process.argv[4], process.argv[5]];
const block = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
const period = Buffer.byteLength(text);
for (let sent = 0; sent < count;) {
  const from = sent % period;
  sent += writeSync(stream === "stdout" ? 1 : 2, block, from, Math.min(block.length - from, count - sent));
}
