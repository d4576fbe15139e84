import { readdirSync, readFileSync } from "node:fs";

/** A file of a package's src/. */
export interface SourceFile {
  /** From src/ on, with slashes on every system. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
}

/** What a file imports or exports from elsewhere. */
export interface Import {
  readonly specifier: string;
  /** Only types of it. */
  readonly isType: boolean;
}

/** The name of a file that says nothing of what it is responsible for. */
export const DRAWER = /(^|[/-])(utils?|common|helpers?|misc)\b/;

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^;"'`]*?\sfrom\s)?\s*"([^"]+)"|(?<![\w.])import\(\s*"([^"]+)"/gm;

/** Every file of src/, given as a URL that ends with a slash. */
export function sourcesIn(src: URL): readonly SourceFile[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => ({ path, room: roomOf(path), text: readFileSync(new URL(path, src), "utf8") }));
}

/** A folder of src/, or a file in it. */
export function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : path.replace(/\.ts$/, "");
}

export function importsOf({ text }: SourceFile): readonly Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, named, called]) => ({
    specifier: named ?? called ?? "",
    isType: type !== undefined,
  }));
}

export function lineCount({ text }: SourceFile): number {
  return text.split("\n").length - 1;
}
