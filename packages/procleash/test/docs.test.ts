/** Promise: every TypeScript example in the README and the docs compiles under the strictest flags, and runs. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const library = join(dirname(fileURLToPath(import.meta.url)), "..");
const repository = join(library, "..", "..");
const scratch = join(library, ".docs-code");
const pages = [
  join(repository, "README.md"),
  ...readdirSync(join(library, "docs")).map((name) => join(library, "docs", name)),
];
const execute = promisify(execFile);

interface Example {
  readonly name: string;
  readonly file: string;
}
const examples: Example[] = pages
  .flatMap((page) => {
    const blocks = [...readFileSync(page, "utf8").matchAll(/^```ts\n(.*?)^```$/gms)];
    return blocks.map((block, index) => {
      const name = `${relative(repository, page)} example ${index + 1}`;
      return { name, file: join(scratch, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.mts`), code: block[1] as string };
    });
  })
  .map(({ name, file, code }) => {
    mkdirSync(scratch, { recursive: true });
    // The source, not the build: an example must not pass because of a stale one.
    writeFileSync(file, code.replaceAll('"procleash"', '"../src/index.ts"'));
    return { name, file };
  });

before(() => assert.ok(examples.length >= 8, "the examples were not found"));
after(() => rmSync(scratch, { recursive: true, force: true }));

test("the examples compile", { timeout: 120_000 }, async () => {
  writeFileSync(
    join(scratch, "tsconfig.json"),
    JSON.stringify({
      extends: "../../../tsconfig.base.json",
      include: ["*.mts"],
    }),
  );
  const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  await execute(process.execPath, [join(typescript, "bin", "tsc"), "-p", scratch]).catch((error: unknown) => {
    assert.fail((error as { readonly stdout: string }).stdout);
  });
});

for (const { name, file } of examples) {
  test(`${name} runs`, { timeout: 60_000 }, async () => {
    const { stderr } = await execute(process.execPath, ["--import", "tsx", file], { cwd: library });
    assert.ok(!stderr.includes("Error"), stderr);
  });
}

const scenarios = readdirSync(join(library, "test", "scenarios"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => path.replaceAll("\\", "/").replace(".test.ts", ""));

/** The scenarios that a page names, and the rooms that it names as a whole. */
function namedIn(page: string): { readonly named: string[]; readonly rooms: string[] } {
  const text = readFileSync(join(library, "docs", page), "utf8");
  const found = [...text.matchAll(/`([a-z-]+\/[a-z-]*)`/g)].map((match) => match[1] as string);
  return { named: found.filter((path) => !path.endsWith("/")), rooms: found.filter((path) => path.endsWith("/")) };
}

test("guarantees.md names every scenario", () => {
  const { named, rooms } = namedIn("guarantees.md");
  const missing = scenarios.filter((path) => !named.includes(path) && !rooms.some((room) => path.startsWith(room)));
  assert.deepEqual(missing, [], "add it to the promise that it keeps");
});

for (const page of ["guarantees.md", "nasty-cases.md"]) {
  test(`${page} names no scenario that is not there`, () => {
    const { named } = namedIn(page);
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter((path) => !scenarios.includes(path)),
      [],
      "it was moved or removed",
    );
  });
}
