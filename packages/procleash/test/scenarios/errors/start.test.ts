// Promise 5: what the system refuses to start is explained by what is really wrong, in every way to run, and leaves nothing.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import test, { after } from "node:test";
import { run } from "../../../src/index.ts";
import { guardAgainstLeaks } from "../../support/no-leaks.ts";
import { token } from "../../support/processes.ts";
import { assertRefused } from "../../support/refusals.ts";
import { bound } from "../../support/trees.ts";
import { at, cases, folder, script } from "../../support/unstartable.ts";

guardAgainstLeaks();
after(() => rmSync(folder, { recursive: true, force: true }));

for (const { what, file, options = {}, code, says } of cases) {
  test(`${what}: ${code}`, bound, async () => {
    const { cwd, env, stdin } = options;
    const error = await assertRefused(
      { argv: [file, token(code)], cwd, env, ...(stdin === undefined ? {} : { stdin }) },
      {},
      code,
      says,
    );
    assert.ok(error.cause instanceof Error && "code" in error.cause, "the system's own error is the cause");
  });
}

for (const stream of ["stdout", "stderr"] as const) {
  test(
    `a file for ${stream} in a folder that is missing: BAD_STDIO_FILE, and the other files are closed`,
    bound,
    async () => {
      const other = stream === "stdout" ? "stderr" : "stdout";
      const options = {
        [other]: { file: at("opened") },
        [stream]: { file: at("absent/file") },
        stdin: { file: "/dev/null" },
      };
      await assert.rejects(run("true", [], options), { code: "BAD_STDIO_FILE" });
    },
  );
}

test("an environment without PATH finds what is in the system's own folders", bound, async () => {
  const { stdout } = await run("echo", ["found"], { env: {} });
  assert.equal(stdout, "found\n");
});

test("an executable text without an interpreter line is run by the shell, as everywhere", bound, async () => {
  const { stdout } = await run(script("bare", "echo by sh\n"));
  assert.equal(stdout, "by sh\n");
});
