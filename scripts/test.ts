/**
 * Runs the test files with node's own runner: `npm test -- [part of a path...] [--name pattern] [--repeat 20]`.
 *
 * It finds the files itself, because node 20 does not expand globs. The counts come last, also after a failure, where
 * the spec reporter would end with the failures; so the end of a long log always says how it went.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./tools.ts";

/** A file that takes longer hangs. Generous: the slowest machine is a shared one. */
const FILE_TIMEOUT_MS = 10 * 60_000;

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { name: { type: "string" }, repeat: { type: "string", default: "1" } },
});
const rounds = Number(values.repeat);
if (!Number.isInteger(rounds) || rounds < 1) fail(`Cannot repeat "${values.repeat}" times: want a whole number from 1`);

const files = testFiles().filter(
  (file) => filters.length === 0 || filters.some((part) => file.includes(slashed(part))),
);
if (files.length === 0) fail(`Cannot run "${filters.join('", "')}": no path of a test file holds it`);

const scratch = mkdtempSync(join(tmpdir(), "procleash-test-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

const failed: number[] = [];
for (let round = 1; round <= rounds; round++) {
  if (rounds > 1) console.log(`\nRound ${round} of ${rounds}`);
  if (!passes()) failed.push(round);
}
if (rounds > 1)
  console.log(`\n${failed.length} of ${rounds} rounds failed${failed.length > 0 ? `: ${failed.join(", ")}` : ""}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function passes(): boolean {
  const counts = join(scratch, "counts.tap");
  const options = [
    `--test-concurrency=${Math.min(2, availableParallelism())}`,
    `--test-timeout=${FILE_TIMEOUT_MS}`,
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=tap",
    `--test-reporter-destination=${counts}`,
    ...(values.name === undefined ? [] : [`--test-name-pattern=${values.name}`]),
  ];
  const { status } = spawnSync(process.execPath, ["--import", "tsx", "--test", ...options, ...files], {
    cwd: root,
    stdio: "inherit",
  });
  if (status === 0) return true;
  console.log(
    `\n${/^# tests \d[^]*/m.exec(existsSync(counts) ? readFileSync(counts, "utf8") : "")?.[0] ?? "The runner ended early"}`,
  );
  return false;
}

/** `packages/NAME/test/…/x.test.ts` of every package, with slashes on every system. */
function testFiles(): string[] {
  return (
    readdirSync(join(root, "packages"))
      .map((name) => `packages/${name}/test`)
      .filter((folder) => existsSync(join(root, folder)))
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
          (file) => `${folder}/${slashed(file)}`,
        ),
      )
      // Those of test/windows/ are about the package on Windows: scripts/wine.ts and scripts/windows.ts lay it out for them.
      .filter((file) => file.endsWith(".test.ts") && !file.includes("/test/windows/"))
      .toSorted()
  );
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/").replace(/^\.\//, "");
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
