/** Promise: what leash says itself is exact, and is on stderr, but for --json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { leash } from "../support/leash.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { token } from "../support/processes.ts";

guardAgainstLeaks();

test(
  "--summary tells the end, the time, what was left behind and the proof, without colour in a file",
  { timeout: 60_000 },
  async () => {
    const { stdout, stderr, status } = await leash([
      "--summary",
      "sh",
      "-c",
      `sleep 60 >/dev/null 2>&1 & echo out; exit 3; : ${token("summary")}`,
    ]).ended;
    assert.deepEqual([stdout.toString(), status], ["out\n", 3]);
    const rows = Object.fromEntries(
      stderr
        .trimEnd()
        .split("\n")
        .map((line) => /^leash {2}(.+?) {2,}(.+)$/.exec(line)?.slice(1) ?? ["?", line]),
    );
    assert.equal(rows["ended"], "sh exited with 3");
    assert.match(rows["time"] ?? "", /^\d+(\.\d+)? m?s$/);
    assert.equal(rows["left behind"], "1 process, stopped, by SIGTERM");
    if (process.platform === "linux") assert.match(rows["proof"] ?? "", /^nobody is left/);
  },
);

test("--summary tells why and by which signals a run was stopped", { timeout: 60_000 }, async () => {
  const { stderr } = await leash([
    "--summary",
    "-t",
    "0.3",
    "-k",
    "0.1",
    "sh",
    "-c",
    `trap '' TERM; sleep 60; : ${token("stopped")}`,
  ]).ended;
  assert.match(stderr, /^leash {2}stopped +after its timeout of 300 ms, by SIGTERM, then SIGKILL$/m);
});

test("colour: NO_COLOR wins over FORCE_COLOR, and FORCE_COLOR over a file", { timeout: 60_000 }, async () => {
  const coloured = async (env: Readonly<Record<string, string>>): Promise<boolean> =>
    (await leash(["--summary", "true"], { env }).ended).stderr.includes("\u001b[");
  assert.deepEqual(
    [
      await coloured({}),
      await coloured({ FORCE_COLOR: "1" }),
      await coloured({ FORCE_COLOR: "1", NO_COLOR: "1" }),
      await coloured({ FORCE_COLOR: "0" }),
    ],
    [false, true, false, false],
  );
});

test("--json prints one event a line, the outcome last", { timeout: 60_000 }, async () => {
  const line = `echo 'ünï "quoted"'; echo err >&2; sleep 60; : ${token("json")}`;
  const { stdout, stderr, status } = await leash(["--json", "-t", "0.5", "sh", "-c", line]).ended;
  assert.deepEqual([status, stderr], [124, 'leash: stopped "sh" after its timeout of 500 ms\n']);
  const events = stdout
    .toString()
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  const [first, last] = [events[0], events.at(-1)];
  assert.deepEqual([first?.["event"], first?.["program"], typeof first?.["pid"]], ["start", "sh", "number"]);
  assert.deepEqual(events.find(({ event }) => event === "stdout")?.["line"], 'ünï "quoted"');
  assert.deepEqual(events.find(({ event }) => event === "stderr")?.["line"], "err");
  const stop = events.find(({ event }) => event === "stop");
  assert.deepEqual([stop?.["signal"], stop?.["reason"]], ["SIGTERM", "timeout"]);
  assert.deepEqual([last?.["event"], last?.["kind"], last?.["signal"]], ["outcome", "signal", "SIGTERM"]);
});

test("--json tells a failed start as an outcome", { timeout: 60_000 }, async () => {
  const { stdout, status } = await leash(["--json", "no-such-program"]).ended;
  const outcome = JSON.parse(stdout.toString()) as { readonly kind: string; readonly error: { readonly code: string } };
  assert.deepEqual([outcome.kind, outcome.error.code, status], ["failed-to-start", "PROGRAM_NOT_FOUND", 127]);
});

test("doctor: one line a finding, and a verdict that the exit status repeats", { timeout: 60_000 }, async () => {
  const { stdout, status } = await leash(["doctor"]).ended;
  const { stdout: json } = await leash(["doctor", "--json"]).ended;
  const { proved, findings } = JSON.parse(json.toString()) as {
    readonly proved: boolean;
    readonly findings: readonly { readonly name: string }[];
  };
  assert.equal(status, proved ? 0 : 1);
  const lines = stdout.toString().trimEnd().split("\n");
  assert.equal(lines.length, findings.length + 1);
  for (const [index, { name }] of findings.entries()) assert.ok(lines[index]?.includes(name));
});

test("--version is the package's, and --help fits a screen", { timeout: 60_000 }, async () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  assert.equal((await leash(["--version"]).ended).stdout.toString(), `${manifest.version}\n`);
  const help = (await leash(["--help"]).ended).stdout.toString();
  assert.ok(help.split("\n").length <= 42);
  for (const option of [
    "--timeout",
    "--kill-after",
    "--idle-timeout",
    "--signal",
    "--cwd",
    "--env",
    "--clean-env",
    "--leftovers",
    "--require-proof",
    "--json",
    "--summary",
  ]) {
    assert.ok(help.includes(option), option);
  }
});
