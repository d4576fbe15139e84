/**
 * Measures procleash beside its peers and beside what the system allows: `npm run bench -- [--quick] [--only start,lines]
 * [--rounds 3] [--json FILE] [--offline] [--before CHECKOUT]`. Progress goes to stderr, the tables to stdout. Fails if a contender has.
 */
import { writeFileSync } from "node:fs";
import { CASES } from "./cases/all.ts";
import { alternate } from "./measure/alternate.ts";
import { examineMachine, load } from "./measure/machine.ts";
import { takingPart } from "./measure/taking-part.ts";
import { versions } from "./measure/versions.ts";
import { parseOptions } from "./options.ts";
import { build } from "./provide/build.ts";
import { installPeers } from "./provide/peers.ts";
import { describeMachine } from "./report/machine.ts";
import { markdown } from "./report/markdown.ts";
import type { Report } from "./report/report.ts";
import { summarize } from "./report/summarize.ts";

const options = parseOptions(process.argv.slice(2));
const cases = takingPart(CASES, options);
if (cases.length === 0) throw new Error(`Cannot measure "${options.only.join(",")}": no case begins with it`);

if (!options.offline) installPeers();
await build();
const machine = examineMachine();
const report: Omit<Report, "cases" | "loadAfter"> = {
  mode: options.mode,
  at: new Date().toISOString(),
  machine,
  versions: versions(cases),
  loadBefore: load(),
};
console.error(describeMachine(report));
const results = [];
for (const each of cases) results.push(summarize(each, options.mode, await alternate(each, options)));
const full: Report = { ...report, loadAfter: load(), cases: results };

if (options.json !== null) writeFileSync(options.json, `${JSON.stringify(full, null, 2)}\n`);
console.log(markdown(full));
const failed = results.flatMap(({ rows }) => rows).filter(({ failures }) => failures.length > 0);
if (failed.length > 0) {
  console.error(`Failed: ${failed.map(({ id, failures }) => `${id} (${failures[0]})`).join("; ")}`);
  process.exitCode = 1;
}
