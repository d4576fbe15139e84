// Plays the script in $OPENAI_SCRIPT (or the other agents' variables): lines to print as they are, {"sleep": ms}, {"stderr":
// text}, {"times": n, "print": text, "fill": letters for FILL}, {"exit": code}, {"stay": ms with a child that ignores SIGTERM}, {"tell": true}: its arguments and stdin. No token.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
const [script, stdin] = [JSON.parse(process.env.OPENAI_SCRIPT ?? process.env.ANTHROPIC_SCRIPT ?? process.env.GEMINI_SCRIPT ?? process.env.OPENCODE_SCRIPT), readFileSync(0, "utf8")];
for (const act of script) {
  if (typeof act === "string") process.stdout.write(act);
  if (act.sleep) await sleep(Math.min(act.sleep, 30_000));
  if (act.stderr) process.stderr.write(act.stderr);
  if (act.times) process.stdout.write(act.print.replace("FILL", "x".repeat(act.fill ?? 0)).repeat(Math.min(act.times, 1_000)));
  if (act.tell) console.log(JSON.stringify({ told: process.argv.slice(2), stdin, cwd: process.cwd(), env: process.env }));
  if (act.stay) spawn("/bin/sh", ["-c", "trap '' TERM; i=0; while [ $i -lt 30 ]; do sleep 1; i=$((i+1)); done", act.stay], { stdio: "inherit" });
  if (act.exit !== undefined) process.exit(act.exit);
}
