/**
 * Compares the public declarations with their committed copy (`npm run api`), or rewrites it (`npm run api:update`), so
 * that no change of the API goes unseen in a review. Without comments: the words may change at any time.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { library, tool } from "./tools.ts";

const COMMITTED = join(library, "api", "procleash.d.ts.txt");

const scratch = mkdtempSync(join(tmpdir(), "procleash-api-"));
try {
  // Its own declarations, not those in dist: these can be neither stale nor half built.
  tool("typescript", ["-p", join(library, "tsconfig.build.json"), "--outDir", scratch, "--removeComments"]);
  const current = join(scratch, "procleash.d.ts.txt");
  writeFileSync(current, publicDeclarations());
  if (process.argv.includes("--update")) update(readFileSync(current, "utf8"));
  else compare(current);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Every declaration file that is reachable from the index, in the order of their paths, the index first. */
function publicDeclarations(): string {
  const texts = new Map<string, string>();
  const waiting = ["index.d.ts"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue;
    const text = readFileSync(join(scratch, path), "utf8").trim();
    texts.set(path, text);
    for (const [, specifier] of text.matchAll(/(?:from |import\()"(\.[^"]+)\.ts"/g)) {
      waiting.push(posix.join(posix.dirname(path), `${specifier}.d.ts`));
    }
  }
  const [index, ...others] = [...texts].toSorted(
    ([a], [b]) => Number(b === "index.d.ts") - Number(a === "index.d.ts") || (a < b ? -1 : 1),
  );
  return [index, ...others].map((entry) => `// ${entry?.[0]}\n\n${entry?.[1]}\n`).join("\n");
}

function update(text: string): void {
  mkdirSync(dirname(COMMITTED), { recursive: true });
  writeFileSync(COMMITTED, text);
}

function compare(current: string): void {
  const committed = existsSync(COMMITTED) ? COMMITTED : "/dev/null";
  // git, because it is there wherever a checkout is, and knows /dev/null everywhere.
  const { status } = spawnSync("git", ["diff", "--no-index", "--no-ext-diff", "--", committed, current], {
    stdio: "inherit",
  });
  if (status === 0) return;
  console.error(
    "\nThe public declarations changed. If that is meant: npm run api:update, commit it, and add a changeset.",
  );
  process.exitCode = 1;
}
