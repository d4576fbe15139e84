// Promise (contract 15-18): a spec is checked once and cannot change after that; what is missing is called missing.
import assert from "node:assert/strict";
import test from "node:test";
import { LeashError, ProcessRunner, ProcessSpec, runProcess } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { collect } from "../../support/reading.ts";

guardAgainstLeaks();

test("15: a spec cannot be changed after creation, nor through the objects that it was made of", () => {
  const argv: [string, ...string[]] = ["/bin/echo", "a"];
  const env: Record<string, string> = { A: "1" };
  const spec = ProcessSpec({ argv, env, cwd: "/" });
  argv.push("b");
  env["B"] = "2";
  assert.deepEqual(spec.argv, ["/bin/echo", "a"]);
  assert.deepEqual({ ...spec.env }, { A: "1" });
  const writable = spec as unknown as { cwd: string; argv: string[]; env: Record<string, string> };
  assert.throws(() => (writable.cwd = "/tmp"), TypeError);
  assert.throws(() => writable.argv.push("c"), TypeError);
  assert.throws(() => (writable.env["C"] = "3"), TypeError);
});

test("16: the defaults: no environment, no stdin, no directory of its own", () => {
  const { env, stdin, cwd } = ProcessSpec({ argv: ["/bin/true"] });
  assert.deepEqual([env, stdin, cwd], [undefined, undefined, undefined]);
});

test("17: a spec keeps all its fields", () => {
  const fields = { argv: ["/bin/cat", "-"] as const, cwd: "/tmp", env: { K: "v" }, stdin: "input" };
  const spec = ProcessSpec({ ...fields });
  assert.deepEqual({ ...spec, argv: [...spec.argv], env: { ...spec.env } }, { ...fields, argv: [...fields.argv] });
});

test("18: a missing program raises PROGRAM_NOT_FOUND, which names it, from run() and from runProcess()", async () => {
  const spec = ProcessSpec({ argv: [`/nonexistent/${token("c18")}`] });
  const isMissing = (error: unknown): boolean => {
    assert.ok(error instanceof LeashError);
    assert.equal(error.code, "PROGRAM_NOT_FOUND");
    assert.ok(error.message.includes(token("c18")));
    return true;
  };
  await assert.rejects(collect(new ProcessRunner().run(spec)), isMissing);
  await assert.rejects(runProcess(spec), isMissing);
});

test("a spec that can never run is refused when it is made", () => {
  const refused = (make: () => unknown): void =>
    assert.throws(make, (error) => error instanceof LeashError && error.code === "INVALID_ARGUMENT");
  refused(() => ProcessSpec({ argv: [] as unknown as [string] }));
  refused(() => ProcessSpec({ argv: [""] }));
  refused(() => ProcessSpec({ argv: ["echo", 7 as unknown as string] }));
  refused(() => ProcessSpec({ argv: ["echo", "a\0b"] }));
  refused(() => ProcessSpec({ argv: ["echo"], env: { "A=B": "1" } }));
  refused(() => ProcessSpec({} as unknown as ProcessSpec));
});
