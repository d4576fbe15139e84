// Reads stdin 16 KiB at a time with a pause after each, then prints how many bytes there were and their SHA-256. Token.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
const hash = createHash("sha256");
let count = 0;
for await (const chunk of createReadStream("", { fd: 0, highWaterMark: 16_384 })) {
  hash.update(chunk);
  count += chunk.length;
  await sleep(1);
}
console.log(`${count} ${hash.digest("hex")}`);
