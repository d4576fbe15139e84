/**
 * Runs the tests with the warden for another architecture, under qemu-user: `npm run test:emulated [-- part of a path...]`.
 * The program, its tree and the host are of this machine; every line of the warden is the other's.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { library, node, root } from "./tools.ts";

const EMULATOR = "qemu-aarch64";
const TARGET = "linux-arm64";
const FILTERS = ["scenarios/containment", "scenarios/terminate", "scenarios/errors", "cli"];

const missing = [EMULATOR, "cc"].filter((name) => spawnSync(name, ["--version"]).error !== undefined);
if (missing.length > 0) stop(`there is no ${missing.join(" and no ")}`);
node(["--import", "tsx", join(root, "scripts", "warden.ts"), "--target", TARGET, "--emulated"]);
const folder = join(library, "warden", "build", `${TARGET}-emulated`);
const warden = join(folder, "leash-warden");
if (!existsSync(warden)) stop(`there is no compiler for ${TARGET}`);
const wrapper = join(folder, "emulator");
const defines = [`-DEMULATOR="${EMULATOR}"`, `-DWARDEN="${warden}"`];
const { status } = spawnSync(
  "cc",
  ["-O1", ...defines, "-o", wrapper, join(root, "scripts", "emulated", "subreaper.c")],
  {
    stdio: "inherit",
  },
);
if (status !== 0) stop("the program that stands before the emulator could not be compiled");
process.env["LEASH_WARDEN"] = wrapper;
process.env["PROCLEASH_EMULATED"] = "yes";
const asked = process.argv.slice(2);
node(["--import", "tsx", join(root, "scripts", "test.ts"), ...(asked.length > 0 ? asked : FILTERS)]);

/** Where the tools are missing, the tests are not run, and that is said; where they were asked for by CI, it has them. */
function stop(why: string): never {
  console.error(`The warden for ${TARGET} is not tested: ${why}`);
  process.exit(process.env["CI"] === undefined ? 0 : 1);
}
