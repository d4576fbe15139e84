/**
 * Builds the warden, the native helper: `tsx scripts/warden.ts [--target linux-arm64] [--sanitize | --valgrind | --emulated]`, by default
 * for this machine into packages/procleash/warden/build/. Without a compiler it says so and is content: the sweep serves then.
 *
 * Static, so that one file runs on every Linux; with musl where it is to be had, which is twenty times smaller than glibc.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { library, root } from "./tools.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", default: `${process.platform}-${process.arch}` },
    /** With AddressSanitizer and UBSan. */
    sanitize: { type: "boolean", default: false },
    /** With what valgrind wants to see. */
    valgrind: { type: "boolean", default: false },
    /** To be run by qemu-user, see scripts/emulated/. */
    emulated: { type: "boolean", default: false },
  },
});

const WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wpedantic", "-Wshadow", "-Wconversion"];
const SMALL = [
  "-Os",
  "-ffunction-sections",
  "-fdata-sections",
  "-Wl,--gc-sections",
  "-Wl,-z,noseparate-code",
  "-Wl,-z,norelro",
  "-s",
];
const CHECKED = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];

function optionsFor(): readonly string[] {
  if (values.sanitize) return CHECKED;
  return values.valgrind ? ["-O0", "-g"] : SMALL;
}

type Compiler = readonly [string, ...string[]];

/** Each with the arguments that it takes before ours; the first that works is used. */
function compilersFor(target: string): readonly Compiler[] | undefined {
  const own = process.env["CC"] ?? "cc";
  // Both watch the calls of a C library that is linked when the program starts.
  if (values.sanitize || values.valgrind) return [[own]];
  if (target === `linux-${process.arch}`) return [["musl-gcc", "-static"], [own, "-static"], [own]];
  if (target === "linux-arm64")
    return [
      ["aarch64-linux-musl-gcc", "-static"],
      ["aarch64-linux-gnu-gcc", "-static"],
    ];
  if (target === "linux-x64")
    return [
      ["x86_64-linux-musl-gcc", "-static"],
      ["x86_64-linux-gnu-gcc", "-static"],
    ];
  return undefined;
}

const compilers = compilersFor(values.target);
if (compilers === undefined) {
  console.error(`The warden is not built: it is a program for Linux on x64 and arm64, and this is ${values.target}`);
} else {
  build(compilers);
}

function build(choice: readonly Compiler[]): void {
  const sources = join(library, "warden");
  const variant = values.sanitize ? "-checked" : values.valgrind ? "-valgrind" : values.emulated ? "-emulated" : "";
  const folder = join(sources, "build", `${values.target}${variant}`);
  const file = join(folder, "leash-warden");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const code = readdirSync(sources).filter((name) => name.endsWith(".c"));
  const more: string[] = [];
  if (values.emulated) more.push("-Wl,--wrap=prctl", join(root, "scripts", "emulated", "prctl.c"));
  if (values.sanitize)
    more.push(`-DREPORTS="${join(folder, "report")}"`, join(root, "scripts", "checked", "options.c"));
  const complaints: string[] = [];
  for (const [compiler, ...given] of choice) {
    const options = ["-std=c11", "-D_GNU_SOURCE", ...WARNINGS, ...optionsFor(), "-o", file];
    const { status, stderr, error } = spawnSync(compiler, [...given, ...options, ...code, ...more], {
      cwd: sources,
      encoding: "utf8",
    });
    if (status === 0) {
      console.error(
        `The warden for ${values.target}: ${statSync(file).size} bytes, by ${[compiler, ...given].join(" ")}`,
      );
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
    `The warden is not built: no compiler for C has worked (install gcc, and musl-tools for a small one). Programs are held by the sweep.\n${complaints.join("\n")}`,
  );
}
