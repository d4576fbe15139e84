/**
 * Tests the warden and the addon as programs in C: `npm run test:native [-- sanitizers addon valgrind fuzzer]`. The
 * scenarios with builds that AddressSanitizer and UBSan watch, a few of them under valgrind, and the decoder
 * and the words of a command line under libFuzzer. What a machine lacks is said, and passed over.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { library, node, root } from "./tools.ts";

const FUZZ_RUNS = 2_000_000;
const sources = join(library, "warden");
const target = `${process.platform}-${process.arch}`;
const scratch = mkdtempSync(join(tmpdir(), "procleash-native-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const asked = process.argv.slice(2);
const tools = {
  sanitizers: underSanitizers,
  addon: addonUnderSanitizers,
  valgrind: underValgrind,
  fuzzer: underFuzzer,
} as const;
for (const [name, act] of Object.entries(tools)) if (asked.length === 0 || asked.includes(name)) act();

function underSanitizers(): void {
  node(["--import", "tsx", join(root, "scripts", "warden.ts"), "--sanitize"]);
  const warden = join(sources, "build", `${target}-checked`, "leash-warden");
  if (!existsSync(warden)) return passOver("the sanitizers", "there is no compiler with them");
  suite({ LEASH_WARDEN: warden }, [
    "scenarios/containment",
    "scenarios/host-death",
    "scenarios/terminate",
    "scenarios/contract",
    "scenarios/errors",
  ]);
  // A warden that a test kills while its leaks are counted leaves a line about its registers: that is no finding.
  const finding = /ERROR: |runtime error: |CHECK failed/;
  complain("sanitizers", join(sources, "build", `${target}-checked`), "report", finding);
}

/** It is a part of node, which knows nothing of sanitizers: their library has to be loaded before it. */
function addonUnderSanitizers(): void {
  node(["--import", "tsx", join(root, "scripts", "addon.ts"), "--sanitize"]);
  const addon = join(library, "addon", "build", `${target}-checked`, "leash-spawn.node");
  const runtime = spawnSync("cc", ["-print-file-name=libasan.so"], { encoding: "utf8" }).stdout?.trim() ?? "";
  if (!existsSync(addon) || !existsSync(runtime))
    return passOver("the sanitizers", "there is no compiler with them", "addon");
  suite(
    {
      LEASH_ADDON: addon,
      LD_PRELOAD: runtime,
      // node itself leaves much behind at its end. A finding ends the process at once, and with it the test.
      ASAN_OPTIONS: `detect_leaks=0:log_path=${join(scratch, "addon")}`,
    },
    ["test/spawn", "scenarios/spawn", "scenarios/errors/start", "scenarios/contract", "scenarios/host-death/workers"],
  );
  complain("sanitizers", scratch, "addon", /ERROR: |runtime error: /);
}

function underValgrind(): void {
  if (spawnSync("valgrind", ["--version"]).error !== undefined) return passOver("valgrind", "it is not installed");
  const warden = join(sources, "build", `${target}-valgrind`, "leash-warden");
  node(["--import", "tsx", join(root, "scripts", "warden.ts"), "--valgrind"]);
  if (!existsSync(warden)) return passOver("valgrind", "there is no compiler");
  const log = `--log-file=${join(scratch, "log")}.%p`;
  const wrapper = wrapped("valgrind", `exec valgrind --quiet --leak-check=full --track-fds=no ${log} '${warden}' "$@"`);
  suite({ LEASH_WARDEN: wrapper }, [
    "scenarios/containment/escapes",
    "scenarios/containment/leftovers.test",
    "scenarios/terminate/climbing",
  ]);
  // What it cannot emulate (pidfd_open(2)) it says in lines of another kind; then the ways without are tested.
  complain("valgrind", scratch, "log", /^==\d+==/m);
}

function underFuzzer(): void {
  // What is fuzzed, by the name of its harness. Also what belongs to Windows, if it asks no system for anything.
  const subjects = { decoder: "protocol.c", words: "windows/words.c" };
  for (const [name, subject] of Object.entries(subjects)) {
    const fuzzer = join(scratch, name);
    const code = [join(sources, "fuzz", `${name}.c`), join(sources, subject)];
    const watched = ["-std=c11", "-g", "-O1", "-fsanitize=fuzzer,address,undefined"];
    const built = spawnSync("clang", [...watched, "-o", fuzzer, ...code]);
    if (built.status !== 0) return passOver("libFuzzer", "clang with its runtime is not installed");
    const limits = [`-runs=${FUZZ_RUNS}`, "-max_len=4096", `-artifact_prefix=${scratch}/`];
    const { status, stderr } = spawnSync(fuzzer, limits, { encoding: "utf8" });
    if (status !== 0) throw new Error(`The fuzzer of the ${name} has found something:\n${stderr}`);
    console.log(`libFuzzer, ${name}: ${stderr.trim().split("\n").at(-1)}`);
  }
}

/** A program that starts the warden in a special way, since it is told by its path alone. */
function wrapped(name: string, lines: string): string {
  const path = join(scratch, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

function suite(env: Readonly<Record<string, string>>, filters: readonly string[]): void {
  Object.assign(process.env, env);
  node(["--import", "tsx", join(root, "scripts", "test.ts"), ...filters]);
  for (const name of Object.keys(env)) delete process.env[name];
}

function complain(who: string, folder: string, prefix: string, complaint: RegExp): void {
  const reports = readdirSync(folder).filter((name) => name.startsWith(`${prefix}.`));
  const texts = reports.map((name) => readFileSync(join(folder, name), "utf8")).filter((text) => complaint.test(text));
  if (texts.length > 0) throw new Error(`${texts.length} complaints by the ${who}, the first:\n${texts[0]}`);
  console.log(`No complaint by the ${who}`);
}

function passOver(what: string, why: string, who = "warden"): void {
  console.log(`The ${who} was not tested with ${what}: ${why}`);
}
