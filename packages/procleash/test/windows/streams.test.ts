// Promise 4: every byte arrives, in order, however it is read, wherever it comes from and goes to; and nobody fills the memory.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { run, start } from "procleash";
import type { Job, LeashError, Stdin } from "procleash";
import { holds } from "./support/cases.ts";
import { program } from "./support/tree.ts";

const node = process.execPath;
const AT_ONCE = [{ kill: true, waitMs: 100_000 }] as const;
const MIB = 1024 * 1024;
const MARK = /\n\[… (\d+) bytes left out …\]\n/;
/** Gives back what it reads. */
const ECHO = ["-e", "process.stdin.pipe(process.stdout)"];
const LINGERS = "setTimeout(() => process.exit(9), 60000);";

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function failureOf(promise: Promise<unknown>): Promise<LeashError> {
  return promise.then(
    () => assert.fail("it did not fail"),
    (error: unknown) => error as LeashError,
  );
}

const TEXT = "\ufeffone\r\ntwo\n\nü€😀\rno end\r\n\0last";
const LINES = ["\ufeffone", "two", "", "ü€😀\rno end", "\0last"];

const READINGS: Readonly<Record<string, (job: Job) => Promise<void>>> = {
  lines: async (job) => assert.deepEqual(await collect(job.lines()), LINES),
  batches: async (job) => assert.deepEqual((await collect(job.batches())).flat(), LINES),
  events: async (job) =>
    assert.deepEqual(
      (await collect(job.events())).map(({ stream, line }) => `${stream} ${line}`),
      LINES.map((line) => `stdout ${line}`),
    ),
  rawLines: async (job) => {
    const raw = await collect(job.rawLines());
    assert.equal(raw.length, LINES.length);
    assert.equal(Buffer.concat(raw).toString(), TEXT);
  },
  rawBatches: async (job) => assert.equal(Buffer.concat((await collect(job.rawBatches())).flat()).toString(), TEXT),
  bytes: async (job) => assert.equal(Buffer.concat(await collect(job.bytes())).toString(), TEXT),
  result: async (job) => assert.equal((await job.result).stdout, TEXT),
};

holds(`each way of reading gives the same whole: ${Object.keys(READINGS).join(", ")}`, async () => {
  for (const read of Object.values(READINGS)) await read(start(node, ECHO, { stdin: TEXT }));
});

holds("a line of 1 MB is one line", async () => {
  const long = "x".repeat(1_000_000);
  const stdin = `${long}\r\n${long}`;
  assert.deepEqual(await collect(start(node, ECHO, { stdin }).lines()), [long, long]);
  const raw = await collect(start(node, ECHO, { stdin }).rawLines());
  assert.deepEqual(
    raw.map(({ length }) => length),
    [1_000_002, 1_000_000],
  );
});

holds("a character that arrives in two pieces is one character", async () => {
  const script =
    "process.stdout.write(Buffer.from('one\\n\\xe2\\x82', 'latin1')); process.stdin.once('data', () => process.stdout.write(Buffer.from('\\xac\\n', 'latin1')))";
  const job = start(node, ["-e", script], { stdin: "pipe" });
  const lines = job.lines();
  assert.equal((await lines.next()).value, "one");
  // Only now does the program write the rest.
  job.stdin?.end("go");
  assert.deepEqual(await collect(lines), ["€"]);
});

holds("who does not read stops the program, and loses nothing", async () => {
  const script =
    "const { writeSync } = require('fs'); for (let i = 1; i <= 512; i++) { for (let rest = Buffer.alloc(65536, 'x'); rest.length > 0;) rest = rest.subarray(writeSync(1, rest)); writeSync(2, i + '\\n'); }";
  let written = 0;
  const job = start(node, ["-e", script], {
    onStderr: (line) => void (written = Number(Buffer.from(line).toString())),
  });
  const chunks = job.bytes();
  let read = ((await chunks.next()).value as Uint8Array).length;
  // Until it stands still; one that nobody stops comes to 512.
  for (let before = -1; written === 0 || written !== before; await sleep(500)) before = written;
  assert.ok(written < 64, `${written} times 64 KiB got through with nobody reading`);
  for await (const chunk of chunks) read += chunk.length;
  assert.equal(read, 32 * MIB);
  await job.outcome;
  assert.equal(written, 512);
});

holds("a program that stands still in a write is ended as any other", async () => {
  const script =
    "const { writeSync } = require('fs'); writeSync(2, 'up'); for (let i = 0; i < 512; i++) writeSync(1, Buffer.alloc(65536))";
  const job = start(node, ["-e", script]);
  assert.equal((await job.bytes("stderr").next()).value?.length, 2);
  const outcome = await job.stop(AT_ONCE);
  assert.ok(outcome.kind === "signal" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
});

holds("of 20 MiB of stderr head and tail are kept, with a mark between", async () => {
  const script = "for (let i = 0; i < 20; i++) process.stderr.write(String.fromCharCode(97 + i).repeat(1048576))";
  const { stderr } = await run(node, ["-e", script]);
  const [mark = "", lost] = MARK.exec(stderr) ?? [];
  assert.ok(stderr.startsWith("aaa") && stderr.endsWith("ttt"));
  assert.equal(stderr.length - mark.length + Number(lost), 20 * MIB);
  assert.ok(Number(lost) >= 4 * MIB && Number(lost) < 5 * MIB, lost);
});

holds("onStderr gets each line while the program runs; its error stops the run", async () => {
  const script = `${LINGERS} console.error('one\\r'); process.stdin.once('data', () => { process.stderr.write('two\\nthree'); process.exit(0) })`;
  const heard: string[] = [];
  const job = start(node, ["-e", script], {
    stdin: "pipe",
    onStderr: (line) => {
      heard.push(Buffer.from(line).toString());
      if (heard.length === 1) job.stdin?.end("go");
    },
  });
  assert.equal((await job.outcome).kind, "exit");
  assert.deepEqual(heard, ["one\r\n", "two\n", "three"]);
  const own = new Error("the callback's own");
  const onStderr = (): never => {
    throw own;
  };
  const error = await failureOf(run(node, ["-e", script], { stdin: "pipe", onStderr, ladder: [...AT_ONCE] }));
  assert.deepEqual([error.code, error.cause], ["CALLBACK_FAILED", own]);
});

holds("a line over maxLineBytes stops the run, after every line before it", async () => {
  const script = `${LINGERS} process.stdout.write('one\\r\\ntwo\\n' + 'x'.repeat(5000))`;
  const job = start(node, ["-e", script], { maxLineBytes: 1_000, ladder: [...AT_ONCE] });
  const lines: string[] = [];
  const error = await failureOf(
    (async () => {
      for await (const line of job) lines.push(line);
    })(),
  );
  assert.deepEqual([error.code, lines], ["LINE_TOO_LONG", ["one", "two"]]);
  const outcome = await job.outcome;
  assert.ok(outcome.kind !== "failed-to-start");
  assert.deepEqual(outcome.stop, { reason: "line-too-long", stream: "stdout", limitBytes: 1_000 });
});

holds("over maxOutputBytes is an error with head and tail, or is cut with a mark", async () => {
  const script = `process.stdout.write('a'.repeat(5000) + 'b'.repeat(5000))`;
  const kept = /^a{500}\n\[… 9000 bytes left out …\]\nb{500}$/;
  const args = ["-e", script];
  const { stdout, exitCode } = await run(node, args, { maxOutputBytes: 1_000, overflow: "truncate" });
  assert.equal(exitCode, 0);
  assert.match(stdout, kept);
  const error = await failureOf(run(node, args, { maxOutputBytes: 1_000, ladder: [...AT_ONCE] }));
  assert.equal(error.code, "OUTPUT_TOO_LARGE");
  assert.match(String(error.result?.stdout), /^a{500}\n\[… \d+ bytes left out …\]\n[ab]{500}$/);
  assert.equal((await run(node, args, { maxOutputBytes: 10_000 })).stdout.length, 10_000);
});

const folder = mkdtempSync(join(tmpdir(), "procleash-streams-"));
const PARTS = ["first ", "žluťoučký €", "", "\r\n\0\x1a", "last"];

async function* slowly(): AsyncGenerator<string | Uint8Array> {
  for (const part of PARTS) {
    await sleep(1);
    yield Buffer.from(part);
  }
}

holds("stdin arrives whole from every kind of source", async () => {
  const file = join(folder, "stdin");
  writeFileSync(file, PARTS.join(""));
  const sources: Readonly<Record<string, Stdin>> = {
    bytes: Buffer.from(PARTS.join("")),
    Readable: Readable.from(slowly()),
    iterable: PARTS,
    "async iterable": slowly(),
    "web stream": new ReadableStream<string>({
      start: (controller) => {
        for (const part of PARTS) controller.enqueue(part);
        controller.close();
      },
    }),
    "{ file }": { file },
    "{ file } by its URL": { file: pathToFileURL(file) },
  };
  for (const [name, stdin] of Object.entries(sources)) {
    const { stdout } = await run(node, [program("tells.mjs")], { stdin });
    assert.equal((JSON.parse(stdout) as { stdin: string }).stdin, PARTS.join(""), name);
  }
});

holds("a program that does not read its stdin, and a source that never ends or fails, hold nobody up", async () => {
  const exits = ["-e", "process.exit(7)"];
  const unread = await run(node, exits, { stdin: Buffer.alloc(8 * MIB), reject: false });
  assert.equal(unread.exitCode, 7);
  let close = (): void => {};
  const closed = new Promise<void>((resolve) => (close = resolve));
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.alloc(65_536);
    } finally {
      close();
    }
  };
  assert.equal((await run(node, exits, { stdin: endless(), reject: false })).exitCode, 7);
  await closed;
  const own = new Error("the source's own");
  const failing = async function* (): AsyncGenerator<string> {
    yield "half";
    throw own;
  };
  const reads = ["-e", `${LINGERS} process.stdin.resume()`];
  const error = await failureOf(run(node, reads, { stdin: failing(), ladder: [...AT_ONCE] }));
  assert.deepEqual([error.code, error.cause], ["STDIN_FAILED", own]);
});

holds("output goes to files, replacing or adding, or to nobody", async () => {
  const says = (word: string): string[] => ["-e", `console.log('out ${word}'); console.error('err ${word}')`];
  const [out, both] = [join(folder, "out"), join(folder, "both €")];
  for (const word of ["first", "second"]) {
    const { stdout, stderr } = await run(node, says(word), { stdout: { file: out }, stderr: "ignore" });
    assert.deepEqual([stdout, stderr], ["", ""]);
    const added = { file: pathToFileURL(both), append: true };
    await run(node, says(word), { stdout: added, stderr: added });
  }
  assert.equal(readFileSync(out, "utf8"), "out second\n");
  assert.equal(readFileSync(both, "utf8"), "out first\nerr first\nout second\nerr second\n");
  const job = start(node, says("unread"), { stdout: "ignore" });
  assert.throws(() => job.lines(), { code: "STREAM_UNAVAILABLE" });
  assert.deepEqual(await collect(job.lines("stderr")), ["err unread"]);
  const missing = { file: join(folder, "missing", "out") };
  assert.equal((await failureOf(run(node, ["-v"], { stdout: missing }))).code, "BAD_STDIO_FILE");
});

holds("only who inherits has the host's own streams", () => {
  const host = (options: object): string =>
    `import { run } from "procleash"; await run(${JSON.stringify(node)}, ["-e", "process.stdin.pipe(process.stdout); console.error('err')"], ${JSON.stringify(options)})`;
  const ran = (options: object): (string | number | null)[] => {
    const argv = ["--input-type=module", "-e", host(options)];
    const { stdout, stderr, status } = spawnSync(node, argv, {
      input: "the host's",
      encoding: "utf8",
      timeout: 60_000,
    });
    return [stdout, stderr, status];
  };
  assert.deepEqual(ran({ stdin: "inherit", stdout: "inherit", stderr: "inherit" }), ["the host's", "err\n", 0]);
  assert.deepEqual(ran({ stdout: "inherit" }), ["", "", 0]);
});
