/** Promise: the benchmark suite works, and who fails in it is reported and not left out. Figures are not its business here. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

interface Report {
  readonly cases: readonly { readonly name: string; readonly rows: readonly Row[] }[];
}
interface Row {
  readonly id: string;
  readonly failures: readonly string[];
  readonly figures: Readonly<Record<string, { readonly median: number; readonly toNode: number | null }>>;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "procleash-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const lacking =
  process.platform !== "linux"
    ? "the suite is for Linux"
    : spawnSync("cc", ["--version"]).error !== undefined && "no C compiler";

/** Only what is on the machine, and as little of it as there can be. */
function bench(...words: readonly string[]): { status: number | null; stderr: string; report: Report } {
  const json = join(folder, "report.json");
  const args = ["--import", "tsx", "bench/run.ts", "--tiny", "--offline", "--json", json, ...words];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return { status, stderr, report: JSON.parse(readFileSync(json, "utf8")) as Report };
}

test("each contender of a case brings its figures", { skip: lacking }, () => {
  const { status, stderr, report } = bench("--only", "start,lines");
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    report.cases.map(({ name }) => name),
    ["start", "lines"],
  );
  for (const { rows } of report.cases) {
    const tools = new Set(rows.map(({ id }) => id.split("/")[0]));
    assert.deepEqual([...tools], ["c", "node", "procleash"]);
    for (const { id, failures, figures } of rows) {
      assert.deepEqual(failures, [], id);
      for (const { median } of Object.values(figures)) assert.ok(median >= 0, id);
      assert.ok(
        Object.values(figures).some(({ toNode }) => toNode !== null && toNode > 0),
        id,
      );
    }
  }
});

test("a contender that fails makes the run fail, and is in the report with the reason", { skip: lacking }, () => {
  const build = join(folder, "packages", "procleash", "dist");
  mkdirSync(build, { recursive: true });
  writeFileSync(join(build, "index.js"), 'throw new Error("broken on purpose");');
  const { status, stderr, report } = bench("--only", "import", "--before", folder);
  assert.equal(status, 1);
  assert.match(stderr, /Failed: procleash-before\/node \(.*broken on purpose/);
  const failed = report.cases[0]?.rows.filter(({ failures }) => failures.length > 0);
  assert.deepEqual(
    failed?.map(({ id, figures }) => [id, figures]),
    [["procleash-before/node", {}]],
  );
});
