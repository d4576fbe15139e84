/**
 * Takes the figures of a run into the docs: `npm run bench:publish -- FILE.json`. Writes the tables between the marks of
 * docs/bench.md, and the picture of the README.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { library } from "../scripts/tools.ts";
import { markdown } from "./report/markdown.ts";
import type { Report } from "./report/report.ts";
import { svg } from "./report/svg.ts";

const MARK = "<!-- figures -->";

const [file] = process.argv.slice(2);
if (file === undefined)
  throw new Error("Cannot publish: want the file that `npm run bench -- --json FILE` has written");
const report = JSON.parse(readFileSync(file, "utf8")) as Report;
const page = join(library, "docs", "bench.md");
const [text] = readFileSync(page, "utf8").split(MARK);
writeFileSync(page, `${text}${MARK}\n\n${markdown(report)}\n`);
writeFileSync(join(library, "docs", "bench.svg"), svg(report));
