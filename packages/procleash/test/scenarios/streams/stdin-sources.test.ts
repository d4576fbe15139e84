// Promise: everything that the types allow as stdin arrives byte for byte, followed by the end of the input.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { run, start } from "../../../src/index.ts";
import type { Stdin } from "../../../src/index.ts";
import { hostArgv } from "../../support/host.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";

guardAgainstLeaks();
const bound = { timeout: 60_000 };

const PARTS = ["first ", "žluťoučký €", "", "\r\n\0", "last"];
const WHOLE = PARTS.join("");
const bytesOf = (part: string): Uint8Array => new TextEncoder().encode(part);

async function* slowly<Part>(parts: readonly Part[]): AsyncGenerator<Part> {
  for (const part of parts) {
    await new Promise((resolve) => setImmediate(resolve));
    yield part;
  }
}

function webStream<Part>(parts: readonly Part[]): ReadableStream<Part> {
  const left = [...parts];
  return new ReadableStream<Part>({
    pull: (controller) => {
      const part = left.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(part);
    },
  });
}

const SOURCES: Readonly<Record<string, () => Stdin>> = {
  "a string": () => WHOLE,
  bytes: () => bytesOf(WHOLE),
  "a Buffer that is a view into a larger one": () => Buffer.from(`<${WHOLE}>`).subarray(1, -1),
  "a Readable of bytes": () =>
    Readable.from(
      PARTS.filter((part) => part !== "").map((part) => Buffer.from(part)),
      { objectMode: false },
    ),
  "a Readable of strings in object mode": () => Readable.from(PARTS),
  "a Readable with an encoding": () => Readable.from([Buffer.from(WHOLE)], { objectMode: false }).setEncoding("utf8"),
  "a web stream of bytes": () => webStream(PARTS.map(bytesOf)),
  "a web stream of strings": () => webStream(PARTS),
  "an array of strings": () => PARTS,
  "a generator of bytes": () =>
    (function* () {
      for (const part of PARTS) yield bytesOf(part);
    })(),
  "a Set of strings and bytes mixed": () =>
    new Set<string | Uint8Array>([...PARTS.slice(0, 2), ...PARTS.slice(2).map(bytesOf)]),
  "an async generator": () => slowly(PARTS),
  "an async iterable that is no generator": () => ({ [Symbol.asyncIterator]: () => slowly(PARTS) }),
};

for (const [name, make] of Object.entries(SOURCES)) {
  test(`${name} arrives whole`, bound, async () => {
    assert.equal((await run("cat", [], { stdin: make() })).stdout, WHOLE);
  });
}

for (const [name, empty] of Object.entries({
  string: "",
  bytes: new Uint8Array(0),
  iterable: [],
  "async iterable": slowly([]),
} satisfies Record<string, Stdin>)) {
  test(`an empty ${name} is the end of the input at once`, bound, async () => {
    assert.equal((await run("cat", [], { stdin: empty })).stdout, "");
  });
}

test("{ file } is read by the program itself: a path, a URL, and one that is not there", bound, async () => {
  const directory = mkdtempSync(join(tmpdir(), "procleash-stdin-"));
  try {
    const file = join(directory, "input é.txt");
    writeFileSync(file, WHOLE);
    assert.equal((await run("cat", [], { stdin: { file } })).stdout, WHOLE);
    assert.equal((await run("cat", [], { stdin: { file: pathToFileURL(file) } })).stdout, WHOLE);
    await assert.rejects(run("cat", [], { stdin: { file: join(directory, "missing") } }), {
      code: "BAD_STDIO_FILE",
      message: /missing/,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('"pipe": job.stdin is there at once, and what is written before and after the start arrives', bound, async () => {
  const job = start("cat", [], { stdin: "pipe" });
  assert.ok(job.stdin !== null);
  job.stdin.write("before ");
  await job.started;
  job.stdin.write("after ");
  job.stdin.end("end");
  assert.equal((await job.result).stdout, "before after end");
});

test('"pipe": a conversation, one line at a time', bound, async () => {
  const job = start("sh", ["-c", 'while read -r line; do echo "got $line"; done', token("conversation")], {
    stdin: "pipe",
  });
  const replies: string[] = [];
  job.stdin?.write("1\n");
  for await (const line of job.lines()) {
    replies.push(line);
    if (replies.length < 5) job.stdin?.write(`${replies.length + 1}\n`);
    else job.stdin?.end();
  }
  assert.deepEqual(replies, ["got 1", "got 2", "got 3", "got 4", "got 5"]);
});

test("the output of one job is the stdin of another, and the second one's end stops the first", bound, async () => {
  const numbers = start("sh", ["-c", "i=0; while [ $i -lt 2000 ]; do echo $i; i=$((i+1)); done", token("numbers")]);
  assert.equal((await run("wc", ["-l"], { stdin: numbers.bytes() })).stdout.trim(), "2000");
  const endless = start(...fixture("writes-forever.mjs", token("endless")));
  assert.equal((await run("head", ["-c", "64"], { stdin: endless.bytes() })).stdout, `${"0".repeat(63)}\n`);
  const outcome = await endless.outcome;
  assert.ok(outcome.kind !== "failed-to-start");
  assert.equal(outcome.stop?.reason, "left-loop");
});

test('"ignore" and nothing given: the null device, and job.stdin is null', bound, async () => {
  for (const stdin of ["ignore", undefined] as const) {
    const job = start("sh", ["-c", "cat; [ ! -t 0 ] && echo none"], { stdin });
    assert.equal(job.stdin, null);
    assert.equal((await job.result).stdout, "none\n");
  }
});

test('only "inherit" hands over the host\'s stdin: by default not one byte of it is taken', bound, () => {
  const reply = (mode: string): string => {
    const [file, ...args] = hostArgv("hands-over-stdin.ts", token("inherit"), mode);
    const { stdout, stderr } = spawnSync(file, args, {
      input: "the host's own input",
      encoding: "utf8",
      timeout: 30_000,
    });
    assert.equal(stderr, "");
    return stdout;
  };
  assert.equal(reply("inherit"), 'program: "the host\'s own input", host: ""\n');
  assert.equal(reply("default"), 'program: "", host: "the host\'s own input"\n');
});
