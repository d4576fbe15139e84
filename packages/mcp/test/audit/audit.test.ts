// Promise: what was run is written down in order, without its secrets, in files that do not grow for ever.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openAudit } from "../../src/audit/log.ts";
import { masked, maskedWords } from "../../src/audit/mask.ts";

const folder = mkdtempSync(join(tmpdir(), "audit-"));
after(() => rmSync(folder, { recursive: true }));

const SECRETS: readonly string[] = [
  "curl -H 'Authorization: Bearer s3cr3t-s3cr3t' http://x",
  "deploy --token s3cr3t-s3cr3t now",
  "deploy --token=s3cr3t-s3cr3t",
  "API_KEY=s3cr3t-s3cr3t make",
  "export DB_PASSWORD='s3cr3t-s3cr3t'; psql",
  `curl -d '{"password": "s3cr3t-s3cr3t"}'`,
  "deploy --token 's3cr3t and s3cr3t' now",
  'PASSWORD="s3cr3t \\" s3cr3t" make',
  `PASSWORD='s3cr3t'"s3cr3t"\\ s3cr3t make`,
  "git clone https://me:s3cr3t-s3cr3t@example.org/x.git",
  "x sk-s3cr3ts3cr3ts3cr3t y",
  "x ghp_s3cr3ts3cr3ts3cr3ts3cr3t y",
];
for (const line of SECRETS)
  test(`hidden: ${line.replaceAll("s3cr3t", "…")}`, () => {
    assert.ok(!masked(line).includes("s3cr3t"), masked(line));
    assert.ok(masked(line).includes("***"));
  });

const WORDS: readonly (readonly [words: readonly string[], shown: string])[] = [
  [["deploy", "--token", "s3cr3t and more", "now"], "deploy --token *** now"],
  [["deploy", "--password=s3cr3t and more", "now"], "deploy --password=*** now"],
  [["curl", "-H", "Authorization: Bearer s3cr3t-s3cr3t"], 'curl -H "Authorization: *** ***"'],
  [["sh", "-c", "export TOKEN='s3cr3t and more'; make"], `sh -c "export TOKEN=***; make"`],
  [["sh", "-c", 'export TOKEN="s3cr3t \\" and more"; make'], `sh -c "export TOKEN=***; make"`],
  [["mytool", "--no-auth", "-v", "a b"], 'mytool --no-auth -v "a b"'],
];
for (const [words, shown] of WORDS)
  test(`hidden by words: ${words.join(" ").replaceAll("s3cr3t", "…")}`, () => assert.equal(maskedWords(words), shown));

test("what is no secret stays as it is", () => {
  for (const line of [
    "git commit -m 'author: me'",
    "ls -la /tmp",
    "npm run test -- --name tokens",
    "cat authors.txt",
    "http://localhost:3000/a",
  ])
    assert.equal(masked(line), line);
});

test("a secret is hidden in time that does not explode", () => {
  // Each took seconds to minutes once; of all together nobody would wait for the end.
  const words = [
    "token".repeat(200_000),
    `--${"token".repeat(200_000)}!`,
    `: ${"token-".repeat(600)}`,
    `: ${"--token".repeat(560)}`,
    "a:".repeat(20_000),
    "a.".repeat(2_000),
    "eyJ-".repeat(1_000),
    "://a:".repeat(800),
    `token${" ".repeat(3_900)}`,
    '"'.repeat(3_999),
  ];
  for (let round = 0; round < 20; round++) for (const word of words) assert.ok(masked(word).length <= 4_100);
  assert.ok(maskedWords(words).length <= 5_000);
  assert.ok(maskedWords(Array.from({ length: 100_000 }, () => "--token")).endsWith("…"));
});

test("lines come in order, and old files are kept, three of them", async () => {
  const path = join(folder, "deep", "audit.jsonl");
  const audit = openAudit(path, 2_000, (sentence) => assert.fail(sentence));
  for (let i = 0; i < 100; i++) {
    audit.write({ event: "start", number: i });
    if (i % 5 === 0) await audit.settled();
  }
  await audit.settled();
  const read = (name: string): { number: number }[] =>
    readFileSync(name, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { number: number });
  const kept = [`${path}.3`, `${path}.2`, `${path}.1`, path].flatMap(read).map(({ number }) => number);
  assert.deepEqual(
    kept,
    Array.from({ length: kept.length }, (_, i) => 100 - kept.length + i),
  );
  assert.ok(!existsSync(`${path}.4`));
  assert.equal(statSync(path).mode & 0o077, 0, "others may not read it");
});

test("a log that cannot be written is complained of once, and stops nothing", async () => {
  const complaints: string[] = [];
  const audit = openAudit("/dev/null/audit.jsonl", 1_000, (sentence) => complaints.push(sentence));
  for (let i = 0; i < 3; i++) {
    audit.write({ event: "start" });
    await audit.settled();
  }
  assert.equal(complaints.length, 1);
  assert.match(complaints[0] ?? "", /Cannot write the audit log .*run on without it/);
});
