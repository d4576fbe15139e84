/**
 * Runs the tests of packages/procleash/test/windows/ on Windows, with the node that runs this, over packages that were packed
 * elsewhere: `npm run test:windows -- [--from out] [part of a path...]`. What scripts/wine.ts can only make likely, it shows.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./tools.ts";
import { layOut } from "./wine/layout.ts";
import { report, summary } from "./wine/report.ts";

const FILE_LIMIT_MS = 3 * 60_000;

/** Of the library and of its native part, not of the server. */
const TARBALL = /^procleash-(win32-x64-)?\d[^/]*\.tgz$/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string", default: join(root, "out") } },
});
if (process.platform !== "win32") throw new Error("Cannot test Windows here: elsewhere there is `npm run test:wine`");
const tarballs = readdirSync(values.from).filter((name) => TARBALL.test(name));
if (tarballs.length !== 2)
  throw new Error(
    `Cannot test what is in "${values.from}": want the library and its native part, found ${tarballs.join(", ") || "none"}`,
  );

const scratch = mkdtempSync(join(tmpdir(), "procleash-windows-"));
const project = join(scratch, "a project");
const title = `windows node ${process.versions.node.split(".")[0]}`;
try {
  const files = layOut(
    project,
    tarballs.map((name) => join(values.from, name)),
  ).filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)));
  const counts = files.map((file) => {
    const begun = performance.now();
    const ended = spawnSync(process.execPath, ["--test-reporter=tap", file], {
      cwd: project,
      encoding: "utf8",
      timeout: FILE_LIMIT_MS,
      killSignal: "SIGKILL",
      maxBuffer: 64 * 1024 * 1024,
    });
    const seconds = (performance.now() - begun) / 1000;
    return report(title, { file, tap: ended.stdout, stderr: ended.stderr, code: ended.status, left: [], seconds });
  });
  const { line, failed } = summary(title, counts);
  console.log(`\n${line}`);
  if (failed) process.exitCode = 1;
} finally {
  // What a failed test has left may still be running there.
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
}
