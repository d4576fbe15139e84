/**
 * Runs many programs with mixed endings, and looks at what stays in this process: `npm run soak [-- RUNS [plain]]`, 20,000
 * unless said; `plain`: all of them `true`. Prints a line each tenth of the way, and fails if descriptors, children, temporary
 * files or memory have grown.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type * as Procleash from "../packages/procleash/src/index.ts";

const SIDE_BY_SIDE = 8;
const MEGABYTE = 1024 * 1024;
// A folder of our own: others leave files in the common one.
const folder = mkdtempSync(join(tmpdir(), "procleash-soak-"));
process.env["TMPDIR"] = folder;
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const entrance = new URL("../packages/procleash/dist/index.js", import.meta.url);
const { run, start } = (await import(entrance.href)) as typeof Procleash;
const runs = Number(process.argv[2] ?? 20_000);
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const quiet = { reject: false, termTimeout: 20, killTimeout: 20_000, lingerTimeout: 0 } as const;
const sh = (script: string): ["/bin/sh", string[]] => ["/bin/sh", ["-c", script, "procleash-soak"]];

const plain = (): Promise<unknown> => run("true", [], quiet);

/** Each way for a run to end. What it claims is asserted elsewhere; here counts what it leaves. */
const MIXED: readonly (() => Promise<unknown>)[] = [
  plain,
  () => run(...sh("echo out; echo err >&2; exit 3"), quiet),
  () => run(...sh("kill -9 $$"), quiet),
  () => run("no-such-program-anywhere", [], quiet).catch(String),
  () => run("true", [], { ...quiet, cwd: "/no/such/folder" }).catch(String),
  () => run("cat", [], { ...quiet, stdin: "x".repeat(200_000) }),
  () => run("true", [], { ...quiet, stdin: "x".repeat(200_000) }),
  () => run(...sh("sleep 20 & exit 0"), quiet),
  () => run(...sh("setsid sleep 20 & exit 0"), quiet),
  () => run("sleep", ["20"], { ...quiet, timeout: 5 }),
  () => run("sleep", ["20"], { ...quiet, signal: AbortSignal.timeout(5) }).catch(String),
  () => run(...sh("trap '' TERM; sleep 20 & echo; wait; sleep 20"), { ...quiet, timeout: 20 }),
  () => run("seq", ["100000"], { ...quiet, maxOutputBytes: 1000 }).catch(String),
  async () => {
    for await (const line of start("yes", [], quiet).lines()) if (line === "y") break;
  },
  async () => void (await start("sleep", ["20"], quiet).stop()),
  async () => {
    const job = start("cat", [], { ...quiet, stdin: "pipe" });
    job.stdin?.end("one\n");
    await job.result.catch(String);
  },
];

const ENDINGS = process.argv[3] === "plain" ? [plain] : MIXED;

interface Count {
  readonly descriptors: number;
  readonly children: number;
  readonly files: number;
  readonly heap: number;
  readonly resident: number;
}

async function count(): Promise<Count> {
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    collectGarbage();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return {
    descriptors: readdirSync("/proc/self/fd").length,
    children: readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ").length - 1,
    files: readdirSync(folder).length,
    heap: heapUsed,
    resident: rss,
  };
}

let next = 0;
async function upTo(end: number): Promise<void> {
  const lane = async (): Promise<void> => {
    while (next < end) await (ENDINGS[next++ % ENDINGS.length] as () => Promise<unknown>)();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
}

function tell({ descriptors, children, files, heap, resident }: Count): void {
  const memory = `heap ${(heap / MEGABYTE).toFixed(2)} MB, resident ${(resident / MEGABYTE).toFixed(0)} MB`;
  console.log(`${next} runs: ${descriptors} descriptors, ${children} children, ${files} temporary files, ${memory}`);
}

// The first tenth pays for caches, pools and compiled code.
await upTo(Math.ceil(runs / 10));
const before = await count();
tell(before);
for (let tenth = 2; tenth <= 10; tenth++) {
  await upTo(Math.ceil((runs * tenth) / 10));
  tell(await count());
}
const after = await count();
const grown = [
  after.descriptors > before.descriptors && "descriptors",
  after.children > before.children && "children",
  after.files > before.files && "temporary files",
  after.heap > before.heap + MEGABYTE && "heap",
  after.resident > before.resident + 64 * MEGABYTE && "resident memory",
].filter((what) => what !== false);
if (grown.length > 0) throw new Error(`After ${runs} runs there is more than before: ${grown.join(", ")}`);
console.log("Nothing has grown");
