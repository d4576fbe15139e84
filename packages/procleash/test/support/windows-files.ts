import { win32 } from "node:path";
import type { Files } from "../../src/platform/windows/files.ts";

/** The files of a Windows that is not there: path and content; null for one that cannot be read. */
export function windowsFiles(contents: Readonly<Record<string, string | null>>): Files {
  const files = new Map(Object.entries(contents).map(([path, content]) => [path.toLowerCase(), content]));
  const folders = new Set<string>();
  for (const path of files.keys()) {
    for (let folder = win32.dirname(path); !folders.has(folder); folder = win32.dirname(folder)) folders.add(folder);
  }
  return {
    isFile: (path) => files.has(path.toLowerCase()),
    isFolder: (path) => folders.has(path.toLowerCase()),
    read: (path, most) => files.get(path.toLowerCase())?.slice(0, most) ?? null,
  };
}
