// Promise: `\n` and `\r\n` end a line and nothing else does; nothing is trimmed, added or lost at the ends.
import assert from "node:assert/strict";
import test from "node:test";
import { start } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { fixture } from "../../support/programs.ts";
import { collect } from "../../support/reading.ts";

guardAgainstLeaks();

const CASES: readonly (readonly [promise: string, output: string, lines: readonly string[]])[] = [
  ["a lone \\r is data, also at the end", "10%\r50%\r100%\ndone\r", ["10%\r50%\r100%", "done\r"]],
  ["\\r\\n ends a line, and only one \\r belongs to it", "a\r\nb\r\r\n\r\n", ["a", "b\r", ""]],
  ["the last line may lack its newline", "a\nb", ["a", "b"]],
  ["a last newline makes no further line", "a\nb\n", ["a", "b"]],
  ["empty lines are lines", "\n\na\n\n", ["", "", "a", ""]],
  ["U+2028, U+2029 and U+0085 are no line ends", '{"a":"x\u2028y\u2029z\u0085"}\n', ['{"a":"x\u2028y\u2029z\u0085"}']],
  ["form feed and vertical tab are no line ends", "a\fb\vc\n", ["a\fb\vc"]],
  ["a byte order mark is kept, at the beginning and within", "\ufeffa\n\ufeffb\n", ["\ufeffa", "\ufeffb"]],
  ["blanks at the ends are kept", "  a\t \n", ["  a\t "]],
  ["NUL is data", "a\0b\n", ["a\0b"]],
  ["no output is no line", "", []],
];

for (const [promise, output, lines] of CASES) {
  test(promise, async () => {
    assert.deepEqual(await collect(start("cat", [], { stdin: output }).lines()), lines);
    assert.deepEqual((await collect(start("cat", [], { stdin: output }).batches())).flat(), lines);
    const raw = await collect(start("cat", [], { stdin: output }).rawLines());
    assert.equal(Buffer.concat(raw).toString(), output);
    assert.equal(raw.length, lines.length);
  });
}

test("one line over a thousand reads arrives as one line", { timeout: 60_000 }, async () => {
  let sent = 0;
  async function* drops(): AsyncGenerator<string> {
    for (; sent < 1_500; sent++) {
      yield "€";
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  assert.deepEqual(await collect(start("cat", [], { stdin: drops() }).lines()), ["€".repeat(1_500)]);
});

test("a line of 32 MiB arrives as one line, through each way of reading lines", { timeout: 60_000 }, async () => {
  const count = 32 * 1024 * 1024;
  const job = (): ReturnType<typeof start> =>
    start(...fixture("writes-bytes.mjs", token("big"), String(count), "stdout", "0123456789"));
  assert.deepEqual(
    (await collect(job().lines())).map(({ length }) => length),
    [count],
  );
  assert.deepEqual(
    (await collect(job().rawBatches())).flat().map(({ length }) => length),
    [count],
  );
});
