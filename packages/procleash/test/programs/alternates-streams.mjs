// Writes "out N" and "err N" in turn, so many of each: token, count.
import { writeSync } from "node:fs";
for (let i = 0; i < Number(process.argv[3]); i++) {
  writeSync(1, `out ${i}\n`);
  writeSync(2, `err ${i}\n`);
}
