// Examines its machine, removes the file that is named (if any), and prints who held a run, or the code of its error, and how
// many processes were left then.
import { unlinkSync } from "node:fs";
import { LeashError, examine, run } from "../../src/index.ts";
import { withToken } from "../support/processes.ts";

const [, , token = "", toRemove] = process.argv;

async function holder(containment: "auto" | "require"): Promise<string> {
  try {
    const { outcome } = await run("/bin/sh", ["-c", ":", token], { containment });
    return outcome.kind === "exit" ? `${outcome.tree.containment}, ${outcome.tree.proof}` : outcome.kind;
  } catch (error) {
    return error instanceof LeashError ? `${error.code}: ${error.message}` : String(error);
  }
}

const before = (await examine()).findings.find(({ name }) => name === "warden");
if (toRemove !== undefined) unlinkSync(toRemove);
const auto = await holder("auto");
const left = withToken(token).length - 1;
const required = await holder("require");
const after = (await examine()).findings.find(({ name }) => name === "warden");
console.log(
  JSON.stringify({ auto, left, required, before: before?.status, after: after?.status, detail: after?.detail }),
);
