/**
 * Builds the addon that starts the helpers: `tsx scripts/addon.ts [--target linux-arm64] [--sanitize]`, by default for this
 * machine into packages/procleash/addon/build/. Without a compiler it says so and is content: node starts them then.
 *
 * It names no C library, and takes all that it needs of one from the process that loads it: so one file serves with glibc
 * and with musl.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CHECKED, compile, CROSS_NAMES, OWN_COMPILER, THIS_TARGET } from "./compile.ts";
import type { Compiler } from "./compile.ts";
import { library } from "./tools.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", default: THIS_TARGET },
    /** With AddressSanitizer and UBSan, whose library must be loaded before node is. */
    sanitize: { type: "boolean", default: false },
  },
});

const SMALL = ["-Os", "-nostdlib", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-s"];

function compilersFor(target: string): readonly Compiler[] {
  if (target === THIS_TARGET) return [[OWN_COMPILER]];
  const cross = CROSS_NAMES[target];
  return cross === undefined ? [] : [[`${cross}-linux-musl-gcc`], [`${cross}-linux-gnu-gcc`]];
}

const { target } = values;
const { include_dir: headers } = createRequire(import.meta.url)("node-api-headers") as { readonly include_dir: string };
if (CROSS_NAMES[target] === undefined) {
  console.error(`The addon is not built: it is for Linux on x64 and arm64, and this is ${target}`);
} else {
  const sources = join(library, "addon");
  compile({
    name: "addon",
    target,
    sources,
    file: join(sources, "build", `${target}${values.sanitize ? "-checked" : ""}`, "leash-spawn.node"),
    compilers: compilersFor(target),
    options: ["-shared", "-fPIC", "-fvisibility=hidden", `-I${headers}`, ...(values.sanitize ? CHECKED : SMALL)],
    otherwise: "Programs are started by node itself.",
  });
}
