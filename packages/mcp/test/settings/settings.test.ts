// Promise: a setting is what the flag, the variable, the file or the default says, in that order; what makes no sense is told.
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fromFlags } from "../../src/settings/given.ts";
import { help } from "../../src/settings/help.ts";
import { NAMES, dashed } from "../../src/settings/options.ts";
import { settle } from "../../src/settings/settings.ts";
import type { Settings } from "../../src/settings/settings.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "settings-")));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, "settings.json");

function settings(flags: readonly string[], env: Record<string, string> = {}): Settings {
  const asked = fromFlags(flags);
  assert.equal(asked.kind, "serve");
  return settle(asked.kind === "serve" ? asked.given : {}, env);
}

test("flags win over variables, these over the file, and that over the defaults", () => {
  writeFileSync(file, JSON.stringify({ maxJobs: 3, yieldMs: 3, keepJobs: 3, root: [folder] }));
  const found = settings(["--config", file, "--max-jobs", "1"], { LEASH_MCP_MAX_JOBS: "2", LEASH_MCP_YIELD_MS: "2" });
  assert.deepEqual([found.limits.maxJobs, found.yieldMs, found.limits.keepJobs, found.progressMs], [1, 2, 3, 3_000]);
  assert.deepEqual(found.roots, [folder]);
  assert.equal(Object.isFrozen(found), true);
});

test("by default shell lines and agents are there; beside a list of programs only if asked for; read-only, no shell", () => {
  const facts = ({ shell, agents, allow }: Settings): unknown[] => [shell, agents, allow];
  assert.deepEqual(facts(settings([])), [true, null, null]);
  assert.deepEqual(facts(settings(["--allow", "git"])), [false, [], ["git"]]);
  assert.deepEqual(facts(settings(["--deny", "rm", "--shell", "--agents", "codex"])), [true, ["codex"], null]);
  assert.deepEqual(facts(settings(["--no-shell"])), [false, null, null]);
  assert.deepEqual(facts(settings(["--read-only"])), [false, null, []]);
  assert.deepEqual(settings(["--agents", "none"]).agents, []);
});

test("a token is made up for HTTP, and never the same", () => {
  const [one, other] = [settings(["--http", "0"]).http, settings(["--http", "0"]).http];
  assert.ok((one?.token.length ?? 0) > 20 && one?.token !== other?.token);
  assert.equal(settings(["--http", "0", "--token", "mine"]).http?.token, "mine");
});

const WRONG: readonly (readonly [flags: readonly string[], env: Record<string, string>, says: RegExp])[] = [
  [["--max-job", "1"], {}, /--max-job.*leash-mcp --help/s],
  [["serve"], {}, /leash-mcp --help/],
  [["--max-jobs", "many"], {}, /Cannot use "many" for --max-jobs: want a whole number/],
  [["--yield-ms", "-1"], {}, /yield-ms/],
  [
    ["--root", "/no/such/folder"],
    {},
    /Cannot allow the folder "\/no\/such\/folder": .*give --root a folder that exists/,
  ],
  [["--root", file], {}, /no folder|ENOENT/],
  [["--config", "/no/such/file"], {}, /Cannot read the settings in "\/no\/such\/file"/],
  [["--http", "70000"], {}, /at most 65535/],
  [["--shutdown-grace-ms", "5000"], {}, /clients wait two seconds in all; want at most 1000/],
  [["--memory-bytes", "1000"], {}, /raise memoryBytes or lower jobMemoryBytes/],
  [[], { LEASH_MCP_READ_ONLY: "maybe" }, /Cannot use "maybe" for LEASH_MCP_READ_ONLY: want on or off/],
];
for (const [flags, env, says] of WRONG) {
  test(`what makes no sense is told: ${[...flags, ...Object.values(env)].join(" ")}`, () => {
    assert.throws(() => settings(flags, env), says);
  });
}

test("a file with a key that nobody knows, or that is no object, is told", () => {
  writeFileSync(file, JSON.stringify({ maxJob: 3 }));
  assert.throws(() => settings(["--config", file]), /Cannot use the setting "maxJob" .* want one of config, root/);
  writeFileSync(file, "[]");
  assert.throws(() => settings(["--config", file]), /not a JSON object/);
});

test("the help names every flag", () => {
  for (const name of NAMES) assert.ok(help().includes(`--${dashed(name)}`), name);
});
