// Writes numbered lines of 64 bytes to stdout until stopped (60 s at most), and "written N" to stderr at every 64 KiB. Token.
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
// A blocked write blocks this thread's timers too: another thread keeps the deadline.
new Worker("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60_000)", { eval: true });
for (let line = 0; ; ) {
  let block = "";
  for (let i = 0; i < 1024; i++) block += `${String(line++).padStart(63, "0")}\n`;
  for (let bytes = Buffer.from(block); bytes.length > 0; ) bytes = bytes.subarray(writeSync(1, bytes));
  writeSync(2, `written ${line * 64}\n`);
}
