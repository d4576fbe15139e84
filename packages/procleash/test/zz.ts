import { start } from "../src/index.ts";
import { subscribe } from "node:diagnostics_channel";
await start("true").outcome;
const busy = (ms: number) => { const end = performance.now() + ms; while (performance.now() < end); };
subscribe("procleash:leader-exit", () => busy(Number(process.argv[2] ?? 20)));
let bad = 0, inc = 0, n = 0;
const lane = async (l: number) => { for (let i = 0; i < 10; i++) {
  const job = start("/bin/sh", ["-c", `sleep 0.${10 + (l * 7 + i * 3) % 20}; echo more`], { reject: false });
  const r = await job.result; n++;
  if (r.stdout !== "more\n") bad++;
  if (r.outcome.kind === "exit" && r.outcome.output !== "complete") inc++;
} };
await Promise.all(Array.from({ length: 30 }, (_, l) => lane(l)));
console.log({ bad, inc, n });
