// Writes numbered lines of 64 bytes to stdout until it is stopped or its reader is gone (1 GiB or 60 s at most), and
// "written N" to stderr at every 64 KiB. Token.
import { writeSync } from "node:fs";
const end = Date.now() + 60_000;
for (let line = 0; line < 16_777_216 && Date.now() < end;) {
  let block = "";
  for (let i = 0; i < 1024; i++) block += `${String(line++).padStart(63, "0")}\n`;
  for (let bytes = Buffer.from(block); bytes.length > 0;) bytes = bytes.subarray(writeSync(1, bytes));
  writeSync(2, `written ${line * 64}\n`);
}
