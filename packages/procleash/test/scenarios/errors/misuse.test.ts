// Promise 5: a call that can never work is refused before anything starts, with what was found and what is wanted.
import assert from "node:assert/strict";
import test from "node:test";
import { ProcessSpec, run, start } from "../../../src/index.ts";
import type { StartOptions } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { assertRefusal, assertRefused } from "../../support/refusals.ts";
import { bound } from "../../support/trees.ts";

guardAgainstLeaks();

/** Right types, impossible values: they arrive through the job. */
const impossible: Readonly<Record<string, readonly [ProcessSpec, StartOptions, RegExp]>> = {
  "a NUL byte in an argument": [{ argv: ["echo", "fine", "a\0b"] }, {}, /argument 2/],
  "a NUL byte in the program": [{ argv: ["ec\0ho"] }, {}, /NUL/],
  "a NUL byte in cwd": [{ argv: ["echo"], cwd: "/tmp\0/x" }, {}, /cwd/],
  "a NUL byte in a value of the environment": [{ argv: ["echo"], env: { NAME: "a\0b" } }, {}, /"NAME"/],
  "a name in the environment with =": [{ argv: ["echo"], env: { "A=B": "c" } }, {}, /"A=B"/],
  "an empty name in the environment": [{ argv: ["echo"], env: { "": "c" } }, {}, /environment/],
  "an empty program": [{ argv: ["", "argument"] }, {}, /empty/],
  "a cwd that is a URL of the web": [{ argv: ["echo"], cwd: new URL("http://localhost/") }, {}, /cwd/],
};

for (const [what, [spec, options, says]] of Object.entries(impossible)) {
  test(`${what}: INVALID_ARGUMENT, through the job and not thrown`, bound, async () => {
    await assertRefused(spec, options, "INVALID_ARGUMENT", [says]);
  });
}

for (const name of [
  "timeout",
  "idleTimeout",
  "firstOutputTimeout",
  "termTimeout",
  "killTimeout",
  "drainTimeout",
  "lingerTimeout",
  "maxLineBytes",
  "maxOutputBytes",
] as const) {
  test(`${name} below zero, or not a number: INVALID_ARGUMENT through the job`, bound, async () => {
    for (const value of [-1, NaN, -Infinity]) {
      const outcome = await start("true", [], { [name]: value }).outcome;
      assert.ok(outcome.kind === "failed-to-start");
      assertRefusal(outcome.error, "INVALID_ARGUMENT", [new RegExp(name)]);
    }
  });
}

const throwing: Readonly<Record<string, () => unknown>> = {
  "no program": () => start(undefined as unknown as string),
  "a number as the program": () => start(5 as unknown as string),
  "null as the program": () => start(null as unknown as string),
  "text instead of arguments": () => start("echo", "text" as unknown as string[]),
  "a number among the arguments": () => start("echo", ["a", 5 as unknown as string]),
  "undefined among the arguments": () => start("echo", [undefined as unknown as string]),
  "an empty argv": () => start({ argv: [] as unknown as [string] }),
  "an argv that is text": () => start({ argv: "echo" as unknown as [string] }),
  "a spec without argv": () => start({} as ProcessSpec),
  "ProcessSpec with an empty argv": () => ProcessSpec({ argv: [] as unknown as [string] }),
  "ProcessSpec with a NUL byte": () => ProcessSpec({ argv: ["echo", "\0"] }),
  "a number in the environment": () => start("echo", [], { env: { A: 1 as unknown as string } }),
  "a number as cwd": () => start("echo", [], { cwd: 1 as unknown as string }),
  "something else as a signal": () => start("echo", [], { signal: { aborted: false } as AbortSignal }),
  "text as a timeout": () => start("echo", [], { timeout: "30s" as unknown as number }),
  "a number as stdin": () => start("echo", [], { stdin: 7 as unknown as string }),
  "a stream as stdout": () => start("echo", [], { stdout: process.stdout as unknown as "pipe" }),
  "an unknown word for leftovers": () => start("echo", [], { leftovers: "kill" as "stop" }),
  "a ladder that is no array": () => start("echo", [], { ladder: { kill: true, waitMs: 1 } as unknown as [] }),
  "options that are no object": () => start("echo", [], 5 as unknown as StartOptions),
};

for (const [what, call] of Object.entries(throwing)) {
  test(`${what}: INVALID_ARGUMENT, thrown at once`, () => {
    assert.throws(call, (error) => assertRefusal(error, "INVALID_ARGUMENT") !== null);
  });
}

test("run() never throws: its misuse is a rejection", bound, async () => {
  const running = run("echo", ["a", 5 as unknown as string]);
  await assert.rejects(running, { code: "INVALID_ARGUMENT" });
});
