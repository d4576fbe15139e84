import { examine } from "../index.ts";
import type { Examination, Finding } from "../index.ts";
import type { Paint } from "./colour.ts";

/** Examines the machine. The status is 0 if an empty tree can be proved here, else 1. */
export async function doctor(json: boolean, paint: Paint): Promise<{ readonly text: string; readonly status: 0 | 1 }> {
  const examination = await examine();
  const proved = examination.proof !== "unverified";
  const text = json ? `${JSON.stringify({ ...examination, proved })}\n` : render(examination, proved, paint);
  return { text, status: proved ? 0 : 1 };
}

function render({ containment, findings }: Examination, proved: boolean, paint: Paint): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(
    (finding) => `${mark(finding, paint)}  ${finding.name.padEnd(width)}  ${finding.detail}${remedy(finding, paint)}`,
  );
  const verdict = proved
    ? paint.good(`Trees are held by the ${containment}, and an empty tree can be proved here.`)
    : paint.bad(`Trees are held by the ${containment}, but an empty tree cannot be proved here.`);
  return `${[...lines, verdict].join("\n")}\n`;
}

function mark({ status }: Finding, paint: Paint): string {
  const padded = status.padEnd("degraded".length);
  return status === "ok" ? paint.good(padded) : status === "degraded" ? paint.warn(padded) : paint.dim(padded);
}

function remedy({ remedy: words }: Finding, paint: Paint): string {
  return words === undefined ? "" : paint.dim(` (${words})`);
}
