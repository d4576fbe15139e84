/**
 * Builds the warden, the native helper: `tsx scripts/warden.ts [--target linux-arm64] [--sanitize | --valgrind | --emulated]`, by default
 * for this machine into packages/procleash/warden/build/. Without a compiler it says so and is content: the sweep serves then.
 *
 * Static, so that one file runs on every Linux; with musl where it is to be had, which is twenty times smaller than glibc. For Windows,
 * by mingw-w64, which is to be had everywhere.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHECKED, compile, CROSS_NAMES, OWN_COMPILER, THIS_TARGET } from "./compile.ts";
import type { Compiler } from "./compile.ts";
import { library, root } from "./tools.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", default: THIS_TARGET },
    /** With AddressSanitizer and UBSan. */
    sanitize: { type: "boolean", default: false },
    /** With what valgrind wants to see. */
    valgrind: { type: "boolean", default: false },
    /** To be run by qemu-user, see scripts/emulated/. */
    emulated: { type: "boolean", default: false },
  },
});

const SMALL = [
  "-Os",
  "-ffunction-sections",
  "-fdata-sections",
  "-Wl,--gc-sections",
  "-Wl,-z,noseparate-code",
  "-Wl,-z,norelro",
  "-s",
];

const WINDOWS = "win32-x64";

/** With an entry point of our own, and no start of a C library. The same code gives the same file. */
const SMALL_ON_WINDOWS = [
  "-Os",
  "-ffunction-sections",
  "-Wl,--gc-sections",
  "-nostartfiles",
  "-Wl,-e,start",
  "-Wl,--no-insert-timestamp",
  "-s",
];

function compilersFor(target: string): readonly Compiler[] {
  if (target === WINDOWS) return [["x86_64-w64-mingw32-gcc", "-static"]];
  // Both watch the calls of a C library that is linked when the program starts.
  if (values.sanitize || values.valgrind) return [[OWN_COMPILER]];
  if (target === THIS_TARGET) return [["musl-gcc", "-static"], [OWN_COMPILER, "-static"], [OWN_COMPILER]];
  const cross = CROSS_NAMES[target];
  return cross === undefined
    ? []
    : [
        [`${cross}-linux-musl-gcc`, "-static"],
        [`${cross}-linux-gnu-gcc`, "-static"],
      ];
}

const { target } = values;
const sources = join(library, "warden");
const otherwise = "Programs are held by the sweep.";
if (target === WINDOWS) {
  compile({
    name: "warden",
    target,
    sources: join(sources, "windows"),
    file: join(sources, "build", target, "leash-warden.exe"),
    compilers: compilersFor(target),
    options: [...SMALL_ON_WINDOWS, ...["protocol.c", "text.c"].map((shared) => join(sources, shared))],
    otherwise,
  });
} else if (CROSS_NAMES[target] === undefined) {
  console.error(
    `The warden is not built: it is for Linux on x64 and arm64, and for Windows on x64, and this is ${target}`,
  );
} else {
  const variant = values.sanitize ? "-checked" : values.valgrind ? "-valgrind" : values.emulated ? "-emulated" : "";
  const folder = join(sources, "build", `${target}${variant}`);
  const options = values.sanitize ? [...CHECKED] : values.valgrind ? ["-O0", "-g"] : [...SMALL];
  if (values.emulated) options.push("-Wl,--wrap=prctl", join(root, "scripts", "emulated", "prctl.c"));
  if (values.sanitize)
    options.push(`-DREPORTS="${join(folder, "report")}"`, join(root, "scripts", "checked", "options.c"));
  compile({
    name: "warden",
    target,
    sources,
    file: join(folder, "leash-warden"),
    compilers: compilersFor(target),
    options,
    otherwise,
  });
}
