/**
 * Runs the tests of packages/procleash/test/windows/ over the packed library, with node for Windows under Wine:
 * `npm run test:wine -- [--require] [--repaired] [--node 24] [part of a path...]`, or `-- --run -- PROGRAM.exe [arguments...]`.
 *
 * A pass under Wine is evidence for our part of the work; only Windows proves Windows, see .github/workflows/windows.yml.
 * Where Wine cannot be had the reason is told, and that is no failure unless it was required.
 */
import { readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { pack } from "./pack.ts";
import { temporary } from "./wine/cache.ts";
import { command } from "./wine/command.ts";
import { provideDebian, READY_PREFIX, ROOMS } from "./wine/debian.ts";
import { inside } from "./wine/enclosure.ts";
import type { Bind } from "./wine/enclosure.ts";
import { layOut } from "./wine/layout.ts";
import { killFromOutside } from "./wine/outside.ts";
import { provideRepair } from "./wine/repair.ts";
import { report, summary } from "./wine/report.ts";
import type { Counts } from "./wine/report.ts";
import { provideRuntimes, RUNTIMES } from "./wine/runtimes.ts";
import { switchOn } from "./wine/session.ts";
import type { Wine } from "./wine/session.ts";

const FILE_LIMIT_MS = 5 * 60_000;
const TOTAL_LIMIT_MS = 30 * 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where Wine cannot be had, that is a failure. */
    require: { type: "boolean", default: false },
    /** With a Wine in which CTRL_BREAK works, see scripts/wine/repair.ts. */
    repaired: { type: "boolean", default: false },
    /** Only this one of the runtimes: `24`. */
    node: { type: "string", default: "" },
    /** Runs one program, in its folder. */
    run: { type: "boolean", default: false },
  },
});

interface Prepared {
  readonly root: string;
  readonly binds: readonly Bind[];
  readonly repaired: boolean;
}

const prepared = prepare();
const scratch = temporary();
let wine: Wine | null = null;
process.on("exit", () => {
  wine?.kill();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
setTimeout(() => fail(`not ok: ${TOTAL_LIMIT_MS / 60_000} minutes are over`), TOTAL_LIMIT_MS).unref();

if (values.run) await runProgram();
else await runTests();

async function runTests(): Promise<void> {
  const project = join(scratch, "project");
  const { library, platforms } = pack(join(scratch, "tarballs"), false);
  const native = platforms.filter(({ name }) => name === "@procleash/win32-x64");
  const files = layOut(
    project,
    [library, ...native].map(({ path }) => path),
  ).filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)));
  if (files.length === 0 && !positionals.includes("outside"))
    fail(`Cannot run "${positionals.join('", "')}": no path of a test file holds it`);
  const lines: string[] = [];
  for (const { name, version } of RUNTIMES.filter(({ version: each }) => each.startsWith(values.node))) {
    const title = `wine ${name}`;
    const node = `Z:\\runtimes\\${version}\\node.exe`;
    const counts = await withWine(title, project, async (on) => {
      const all: Counts[] = [];
      for (const file of files) all.push(await runFile(title, on, node, file));
      if (positionals.length === 0 || positionals.includes("outside"))
        all.push(await killFromOutside(title, on, node, project, name));
      return all;
    });
    const { line, failed } = summary(title, counts);
    lines.push(line);
    if (failed) process.exitCode = 1;
  }
  console.log(`\n${lines.join("\n")}`);
}

async function runFile(title: string, on: Wine, node: string, file: string): Promise<Counts> {
  const [stdout, stderr] = [join(scratch, "stdout"), join(scratch, "stderr")];
  const begun = performance.now();
  const argv = [node, "--test-reporter=tap", file.replaceAll("/", "\\")];
  const code = await on.run(argv, { cwd: ROOMS.project, stdout, stderr, limitMs: FILE_LIMIT_MS });
  const seconds = (performance.now() - begun) / 1000;
  const left = await on.settle();
  const [tap, said] = [readFileSync(stdout, "utf8"), readFileSync(stderr, "utf8")];
  return report(title, { file, tap, stderr: said, code, left, seconds });
}

async function runProgram(): Promise<void> {
  const [program = "", ...args] = positionals;
  const [stdout, stderr] = [join(scratch, "stdout"), join(scratch, "stderr")];
  const folder = resolve(program, "..");
  await withWine("wine", folder, async (on) => {
    const code = await on.run([basename(program), ...args], {
      cwd: ROOMS.project,
      stdout,
      stderr,
      limitMs: FILE_LIMIT_MS,
    });
    process.stdout.write(readFileSync(stdout));
    process.stderr.write(readFileSync(stderr));
    process.exitCode = code ?? 1;
    return [];
  });
}

/** With a prefix of its own, that nothing was done to yet. */
async function withWine(
  title: string,
  project: string,
  act: (on: Wine) => Promise<readonly Counts[]>,
): Promise<readonly Counts[]> {
  const { root, binds, repaired } = prepared;
  const prefix = join(scratch, "prefix");
  command("cp", ["-a", "--reflink=auto", join(root, READY_PREFIX), prefix], 60_000);
  const own: readonly Bind[] = [
    [prefix, READY_PREFIX],
    [project, ROOMS.project],
  ];
  const variables = {
    WINEPREFIX: READY_PREFIX,
    LEASH_UNDER_WINE: "1",
    ...(repaired ? { LEASH_WINE_BREAK: "1" } : {}),
  };
  wine = await switchOn({ root, binds: [...binds, ...own], readOnly: true }, variables);
  const counts = await act(wine);
  const left = await wine.end();
  wine = null;
  rmSync(prefix, { recursive: true });
  if (left.length === 0) return counts;
  console.log(`not ok ${title}: it left processes behind: ${left.join(", ")}`);
  return [...counts, { tests: 1, pass: 0, fail: 1, skipped: 0 }];
}

/** @returns what is needed, or ends this process with the reason why it cannot be had. */
function prepare(): Prepared {
  try {
    const system = `${process.platform}-${process.arch}`;
    if (system !== "linux-x64") throw new Error(`it is for linux-x64, and this is ${system}`);
    if (process.getuid?.() !== 0) throw new Error("it needs root, to enter a root of its own");
    const runtimes = provideRuntimes();
    const root = provideDebian();
    const repair = values.repaired ? repairOf(root) : [];
    // A root from the cache tells nothing of whether this process may enter it.
    command("unshare", inside({ root, binds: [], readOnly: true }, ["true"]), 60_000);
    return { root, binds: [[runtimes, ROOMS.runtimes], ...repair], repaired: repair.length > 0 };
  } catch (error) {
    return fail(`The tests under Wine are not run: ${reasonOf(error)}`, values.require ? 1 : 0);
  }
}

/** Without it there is less to be tested, and that is told case by case. */
function repairOf(root: string): readonly Bind[] {
  try {
    return provideRepair(root);
  } catch (error) {
    if (values.require) throw error;
    console.log(`The tests that need CTRL_BREAK are not run under Wine: ${reasonOf(error)}`);
    return [];
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}

function fail(message: string, code: number = 1): never {
  console.log(message);
  process.exit(code);
}
