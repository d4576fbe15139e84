// Promise: the inherited contract: a program gets what it was given, and how it ended is told as it was.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ProcessRunner, run, runProcess, safeEnv, start } from "procleash";
import type { LeashError } from "procleash";
import { holds } from "./support/cases.ts";
import { program } from "./support/tree.ts";

const node = process.execPath;

holds("an exit code is told as it was, also one over 255, and what it means", async () => {
  for (const code of [0, 1, 255, 256, 0x7fff_ffff, 0xc000_0005]) {
    const { exitCode, outcome } = await run(
      node,
      ["-e", `process.exit(${code > 0x7fff_ffff ? code - 2 ** 32 : code})`],
      {
        reject: false,
      },
    );
    assert.equal(exitCode, code);
    assert.ok(outcome.kind === "exit" && outcome.tree.proof === "job-empty", JSON.stringify(outcome));
    assert.equal(outcome.status, code === 0xc000_0005 ? "STATUS_ACCESS_VIOLATION" : undefined);
  }
  await assert.rejects(
    run(node, ["-e", "process.exit(-1073741819)"]),
    /3221225477 \(0xC0000005, STATUS_ACCESS_VIOLATION\)/,
  );
});

holds("arguments come as they were given", async () => {
  const args = [
    "",
    " ",
    "a b",
    'a"b',
    "a\\",
    "a b\\",
    '\\"',
    "a\\\\b",
    "%PATH%",
    "^&|<>",
    "ü€😀",
    "a\tb",
    '--x="y z"',
    "'",
  ];
  const { stdout } = await run(node, [program("tells.mjs"), ...args]);
  assert.deepEqual((JSON.parse(stdout) as { argv: string[] }).argv, args);
});

holds("a long argument arrives whole, or is refused", async () => {
  const length = async (count: number): Promise<string> =>
    run(node, ["-p", "process.argv[1].length", "x".repeat(count)]).then(
      ({ stdout }) => stdout.trim(),
      (error: unknown) => (error as LeashError).code,
    );
  assert.equal(await length(32_000), "32000");
  for (const count of [32_500, 32_600, 32_700])
    assert.ok([String(count), "ARGUMENTS_TOO_LONG"].includes(await length(count)), String(count));
  assert.equal(await length(40_000), "ARGUMENTS_TOO_LONG");
});

holds("what Windows needs is in every environment, and nothing else that was not given", async () => {
  const { stdout } = await run(node, ["-p", "Object.keys(process.env).join()"], { env: { ONE: "1" } });
  const added = stdout
    .trim()
    .toUpperCase()
    .split(",")
    .filter((name) => name !== "ONE");
  const needed =
    "HOMEDRIVE,HOMEPATH,LOGONSERVER,PATH,SYSTEMDRIVE,SYSTEMROOT,TEMP,USERDOMAIN,USERNAME,USERPROFILE,WINDIR";
  // The system adds one of its own, and Wine those that tell where it is itself: to a child of bare node too.
  const others = added.filter(
    (name) => !`${needed},PROCESSOR_ARCHITECTURE`.split(",").includes(name) && !name.startsWith("WINE"),
  );
  assert.deepEqual(others, []);
});

holds("stdin is what was given, and else nothing", async () => {
  const tell = async (options: object): Promise<string> =>
    (JSON.parse((await run(node, [program("tells.mjs")], options)).stdout) as { stdin: string }).stdin;
  assert.equal(await tell({}), "");
  assert.equal(await tell({ stdin: "ü\r\n" }), "ü\r\n");
  const long = "x".repeat(3_000_000);
  assert.equal((await tell({ stdin: long })).length, long.length);
});

holds("output comes byte for byte: 20 MB, and both streams", async () => {
  const script =
    "process.stderr.write('e'.repeat(300000)); for (let i = 0; i < 20; i++) process.stdout.write('o'.repeat(1000000))";
  const { stdout, stderr } = await run(node, ["-e", script], { encoding: "bytes" });
  assert.deepEqual([stdout.length, stderr.length], [20_000_000, 300_000]);
});

holds("lines end with \\n or \\r\\n", async () => {
  const lines: string[] = [];
  for await (const line of start(node, ["-e", "process.stdout.write('one\\r\\ntwo\\nthree')"])) lines.push(line);
  assert.deepEqual(lines, ["one", "two", "three"]);
});

holds("the inherited face: raw lines, and an exit code", async () => {
  const runner = new ProcessRunner({ termTimeout: 100, killTimeout: 10_000 });
  const raw: string[] = [];
  const argv = [node, "-e", "console.log('a'); console.log('b')"] as const;
  for await (const line of runner.run({ argv: [...argv] })) raw.push(Buffer.from(line).toString());
  assert.deepEqual(raw, ["a\n", "b\n"]);
  assert.equal((await runProcess({ argv: [node, "-e", "process.exit(7)"] })).exitCode, 7);
});

holds("a folder with spaces and letters of all kinds is entered", async () => {
  const cwd = mkdtempSync(join(tmpdir(), "pröc leash €-"));
  const { stdout } = await run(node, [program("tells.mjs")], { cwd });
  assert.equal(realpathSync((JSON.parse(stdout) as { cwd: string }).cwd), realpathSync(cwd));
});

holds("names of variables are one, however they are spelled", async () => {
  const env = safeEnv({ procleash_one: "1", PROCLEASH_ONE: "2" });
  const { stdout } = await run(node, ["-p", "process.env.ProcLeash_One"], { env });
  assert.equal(stdout.trim(), "2");
  assert.ok(Object.keys(safeEnv()).some((name) => name.toUpperCase() === "SYSTEMROOT"));
});

holds("what cannot be started says why", async () => {
  const code = async (file: string, options: object = {}): Promise<string> =>
    run(file, [], options).then(
      () => "",
      (error: unknown) => (error as LeashError).code,
    );
  assert.equal(await code("no-such-program-here"), "PROGRAM_NOT_FOUND");
  assert.equal(await code(join(tmpdir(), "no such.exe")), "PROGRAM_NOT_FOUND");
  assert.equal(await code(node, { cwd: join(tmpdir(), "no-such-folder") }), "BAD_CWD");
  const text = join(mkdtempSync(join(tmpdir(), "procleash-text-")), "text.exe");
  writeFileSync(text, "this is no program");
  assert.equal(await code(text), "PROGRAM_NOT_EXECUTABLE");
  assert.equal(await code(".\\text", { cwd: join(text, "..") }), "PROGRAM_NOT_EXECUTABLE");
  const deep = join(tmpdir(), "procleash-deep", "x".repeat(100), "y".repeat(100), "z".repeat(60));
  mkdirSync(deep, { recursive: true });
  assert.equal(await code(node, { cwd: deep }), "BAD_CWD");
});
