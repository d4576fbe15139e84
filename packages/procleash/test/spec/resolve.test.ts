// Promise: what can never run is refused at the door, with a message that says what to do; behind it every default is set.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError } from "../../src/errors.ts";
import type { StartOptions } from "../../src/spec/options.ts";
import { endingInKill, resolve } from "../../src/spec/resolve.ts";

const refusalOf = (file: string, args: readonly string[], options: StartOptions = {}): string => {
  const { refused } = resolve(file, args, options);
  assert.ok(refused instanceof LeashError, `not refused: ${file} ${args.join(" ")} ${JSON.stringify(options)}`);
  assert.equal(refused.code, "INVALID_ARGUMENT");
  return refused.message;
};

test("the defaults are the documented ones", () => {
  const spec = resolve("true", undefined, {});
  assert.equal(spec.refused, null);
  assert.deepEqual([spec.stdin, spec.stdout, spec.stderr], ["ignore", "pipe", "pipe"]);
  assert.deepEqual([spec.cwd, spec.env, spec.signal, spec.onStderr], [undefined, undefined, undefined, undefined]);
  assert.deepEqual([spec.timeout, spec.idleTimeout, spec.firstOutputTimeout], [Infinity, Infinity, Infinity]);
  assert.deepEqual(spec.ladder, [
    { signal: "SIGTERM", waitMs: 2_000 },
    { kill: true, waitMs: 1_000 },
  ]);
  assert.deepEqual([spec.drainTimeout, spec.lingerTimeout, spec.leftovers], [100, 500, "stop"]);
  assert.deepEqual([spec.maxLineBytes, spec.maxOutputBytes, spec.overflow], [134_217_728, 134_217_728, "error"]);
  assert.deepEqual(
    [spec.containment, spec.session, spec.encoding, spec.reject, spec.preferLocal],
    ["auto", "own", "utf8", true, false],
  );
});

test("an option that is undefined is an option that is absent", () => {
  const absent = resolve("true", [], {});
  const names = [
    ...Object.keys(absent).filter((name) => !["file", "args", "refused"].includes(name)),
    "termTimeout",
    "killTimeout",
  ];
  assert.ok(names.includes("drainTimeout") && names.includes("reject"));
  assert.deepEqual(
    { ...resolve("true", [], Object.fromEntries(names.map((name) => [name, undefined]))) },
    { ...absent },
  );
});

test("a resolved spec is frozen and keeps nothing of the caller's that can change", () => {
  const args = ["a"];
  const env: Record<string, string> = { A: "1" };
  const spec = resolve("true", args, { env });
  args.push("b");
  env["B"] = "2";
  assert.deepEqual(spec.args, ["a"]);
  assert.deepEqual({ ...spec.env }, { A: "1" });
  assert.ok(Object.isFrozen(spec) && Object.isFrozen(spec.args) && Object.isFrozen(spec.env));
});

test("termTimeout and killTimeout are a ladder; a given ladder ends in a kill, added if need be", () => {
  assert.deepEqual(resolve("true", [], { termTimeout: 5, killTimeout: 7 }).ladder, [
    { signal: "SIGTERM", waitMs: 5 },
    { kill: true, waitMs: 7 },
  ]);
  assert.deepEqual(resolve("true", [], { ladder: [{ signal: "SIGINT", waitMs: 1 }] }).ladder, [
    { signal: "SIGINT", waitMs: 1 },
    { kill: true, waitMs: 1_000 },
  ]);
  assert.deepEqual(endingInKill([], 3), [{ kill: true, waitMs: 3 }]);
  assert.deepEqual(endingInKill([{ kill: true, waitMs: 2 }], 3), [{ kill: true, waitMs: 2 }]);
});

test("undefined in an environment removes the name, and cwd may be a file URL", () => {
  const spec = resolve("true", [], { env: { A: "1", B: undefined }, cwd: new URL("file:///tmp/a%20b/") });
  assert.deepEqual({ ...spec.env }, { A: "1" });
  assert.equal(spec.cwd, "/tmp/a b/");
});

test("values that can never run are kept as a refusal: start() reports it, and throws nothing", () => {
  assert.match(refusalOf("", []), /empty/);
  assert.match(refusalOf("echo", ["a", "b\0c"]), /argument 2 .*NUL byte.*stdin/);
  assert.match(refusalOf("ec\0ho", []), /NUL byte/);
  assert.match(refusalOf("echo", [], { cwd: "a\0b" }), /cwd .*NUL byte/);
  assert.match(refusalOf("echo", [], { env: { "": "x" } }), /""/);
  assert.match(refusalOf("echo", [], { env: { "A=B": "x" } }), /"A=B"/);
  assert.match(refusalOf("echo", [], { env: { A: "x\0" } }), /"A"/);
  assert.match(refusalOf("echo", [], { stdout: "ignore", stderr: "ignore", idleTimeout: 5 }), /pipe/);
  assert.match(refusalOf("echo", [], { stderr: "ignore", onStderr: () => {} }), /onStderr/);
  assert.match(refusalOf("echo", [], { ladder: [{ signal: "SIGTERM", waitMs: -1 }] }), /-1/);
});

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
  test(`${name} takes 0 and Infinity, and refuses what is negative or no number`, () => {
    for (const fine of [0, 1, Infinity]) assert.equal(resolve("true", [], { [name]: fine }).refused, null);
    for (const wrong of [-1, -Infinity, NaN])
      assert.match(refusalOf("true", [], { [name]: wrong }), new RegExp(`${name}.*${wrong}`));
    assert.throws(() => resolve("true", [], { [name]: "5" }), {
      code: "INVALID_ARGUMENT",
      message: new RegExp(name),
    });
  });
}

test("what TypeScript would refuse is thrown, with the name of the option, what was found and what is wanted", () => {
  const thrown = (file: unknown, args: unknown, options: unknown, message: RegExp): void =>
    assert.throws(
      () => resolve(file, args, options as StartOptions),
      (error) => error instanceof LeashError && error.code === "INVALID_ARGUMENT" && message.test(error.message),
    );
  thrown(undefined, [], {}, /program.*undefined.*string/);
  thrown("x", "y", {}, /arguments.*"y".*array/);
  thrown("x", ["a", 7], {}, /argument 2.*7.*string/);
  thrown("x", [], null, /options.*null.*object/);
  thrown("x", [], { cwd: 5 }, /cwd.*5/);
  thrown("x", [], { env: { A: 1 } }, /env\.A.*1/);
  thrown("x", [], { stdin: 5 }, /stdin/);
  thrown("x", [], { stdin: {} }, /stdin/);
  thrown("x", [], { stdout: "file" }, /stdout/);
  thrown("x", [], { stderr: { file: 5 } }, /stderr/);
  thrown("x", [], { signal: {} }, /signal/);
  thrown("x", [], { onStderr: "log" }, /onStderr/);
  thrown("x", [], { leftovers: "keep" }, /leftovers.*"stop" or "wait" or "leave"/);
  thrown("x", [], { reject: 1 }, /reject.*true or false/);
  thrown("x", [], { ladder: {} }, /ladder/);
  thrown("x", [], { ladder: [{ signal: "SIGFOO", waitMs: 1 }] }, /SIGFOO/);
  thrown("x", [], { ladder: [{ signal: "SIGTERM" }] }, /waitMs/);
});

test("a message never holds a long argument", () => {
  assert.ok(refusalOf("echo", [`${"long".repeat(100_000)}\0`]).length < 400);
  assert.ok(refusalOf("x".repeat(100_000), ["\0"]).length < 400);
});
