import type { ProcessEntry } from "../platform/process-table.ts";

/** Adds to `members` everybody of `entries` who descends from one of them, or from `root`. */
export function addDescendants(
  members: Map<number, ProcessEntry>,
  entries: readonly ProcessEntry[],
  root?: number,
): void {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of entries) {
    const siblings = children.get(entry.parent);
    if (siblings === undefined) children.set(entry.parent, [entry]);
    else siblings.push(entry);
  }
  const open = [...members.keys(), ...(root === undefined ? [] : [root])];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const child of children.get(parent) ?? []) {
      if (members.has(child.pid)) continue;
      members.set(child.pid, child);
      open.push(child.pid);
    }
  }
}
