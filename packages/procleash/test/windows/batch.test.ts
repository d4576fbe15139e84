// Promise: a batch file gets its arguments as they were given, or is not started; a script is run by its interpreter.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { hostEnv, run } from "procleash";
import type { LeashError } from "procleash";
import { holds, notUnderWine } from "./support/cases.ts";
import { program } from "./support/tree.ts";

const folder = mkdtempSync(join(tmpdir(), "procleash-batch-"));
/** As npm lays out a command: a batch file that hands everything on, and a script for POSIX shells beside it. */
writeFileSync(join(folder, "shim.cmd"), `@"${process.execPath}" "${program("tells.mjs")}" %*\r\n`);
writeFileSync(join(folder, "scripted"), `#!/usr/bin/env node\nconsole.log(JSON.stringify(process.argv.slice(2)))\n`);
writeFileSync(join(folder, "does-more.cmd"), "@set X=%1\r\n@echo %X%\r\n");
const env = hostEnv({ PATH: [folder, join(process.execPath, ".."), process.env["PATH"]].join(delimiter) });

async function told(args: readonly string[]): Promise<string[]> {
  const { stdout } = await run("shim", args, { env });
  return (JSON.parse(stdout) as { argv: string[] }).argv;
}

holds("a batch file is found without its extension, and gets plain words", async () => {
  assert.deepEqual(await told(["one", "--two=3", "C:\\x"]), ["one", "--two=3", "C:\\x"]);
});

notUnderWine("a batch file gets anything, as it is", "its cmd.exe is a rewrite, with rules of its own", async () => {
  const args = [
    "",
    "a b",
    'say "hi"',
    "&whoami",
    "|more",
    "%PATH%",
    "100%",
    "^",
    "a^b",
    "!x!",
    "(",
    ")",
    "<in",
    ">out",
    "ü€",
    "\\\\",
    "a\\",
  ];
  assert.deepEqual(await told(args), args);
});

holds("what cannot be handed on safely is refused", async () => {
  const code = async (file: string, argument: string): Promise<string> =>
    run(file, [argument], { env }).then(
      () => "",
      (error: unknown) => (error as LeashError).code,
    );
  assert.equal(await code("shim", "two\nlines"), "ARGUMENT_REFUSED");
  assert.equal(await code("does-more", '"&echo injected'), "ARGUMENT_REFUSED");
});

holds("a script without an extension is run by the interpreter in its first line", async () => {
  const { stdout } = await run("scripted", ["a b", '"'], { env });
  assert.deepEqual(JSON.parse(stdout), ["a b", '"']);
  assert.match(readFileSync(join(folder, "scripted"), "utf8"), /^#!/);
});
