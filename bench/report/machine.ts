import type { Report } from "./report.ts";

/** One line on the machine, and one on the versions. */
export function describeMachine({
  machine,
  versions,
  loadBefore,
  loadAfter,
}: Omit<Report, "cases" | "loadAfter"> & Partial<Report>): string {
  const { cores, model, memoryGib, system, hugePages } = machine;
  const after = loadAfter === undefined ? "" : `, after ${loadAfter.join(" ")}`;
  return [
    `${cores} cores (${model}), ${memoryGib} GiB, ${system}, huge pages ${hugePages}; load before ${loadBefore.join(" ")}${after}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  ].join("\n");
}
