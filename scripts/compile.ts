/** Compiles a folder of C for one target, with the first compiler that works. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** A compiler with the arguments that it takes before ours. */
export type Compiler = readonly [string, ...string[]];

export interface Compilation {
  /** How people call it. */
  readonly name: string;
  readonly target: string;
  readonly sources: string;
  readonly file: string;
  readonly compilers: readonly Compiler[];
  readonly options: readonly string[];
  /** What is said, beside their complaints, if none of the compilers works. */
  readonly otherwise: string;
}

export const THIS_TARGET = `${process.platform}-${process.arch}`;

export const OWN_COMPILER: string = process.env["CC"] ?? "cc";

const WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wpedantic", "-Wshadow", "-Wconversion"];

/** With AddressSanitizer and UBSan. */
export const CHECKED = [
  "-O1",
  "-g",
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=all",
  "-fno-omit-frame-pointer",
];

/** The compilers that make programs for a Linux on that processor, by the name that Debian gives to it. */
export const CROSS_NAMES: Readonly<Record<string, string>> = { "linux-x64": "x86_64", "linux-arm64": "aarch64" };

/** Compiles, or says why not: no compiler is no failure, but code that none takes is. The folder of the file is made anew. */
export function compile({ name, target, sources, file, compilers, options, otherwise }: Compilation): void {
  rmSync(dirname(file), { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  const code = readdirSync(sources).filter((entry) => entry.endsWith(".c"));
  const complaints: string[] = [];
  for (const [compiler, ...given] of compilers) {
    const all = ["-std=c11", "-D_GNU_SOURCE", ...WARNINGS, "-o", file, ...code, ...options];
    const { status, stderr, error } = spawnSync(compiler, [...given, ...all], { cwd: sources, encoding: "utf8" });
    if (status === 0) {
      console.error(`The ${name} for ${target}: ${statSync(file).size} bytes, by ${[compiler, ...given].join(" ")}`);
      return;
    }
    complaints.push(`${compiler}: ${error?.message ?? stderr}`);
    // It is there, and does not take our code: that is a fault of the code.
    if (error === undefined && /(^|\n)[^\n]*\.[ch]:\d+/.test(stderr)) {
      console.error(stderr);
      process.exit(1);
    }
  }
  console.error(
    `The ${name} is not built: no compiler for C has worked (install gcc). ${otherwise}\n${complaints.join("\n")}`,
  );
}
