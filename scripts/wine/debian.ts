/** A Debian that has Wine 10, in a folder: older Wines have no Node 24, and no `taskkill /T`. Nothing of it gets into this system. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "./cache.ts";
import { command } from "./command.ts";
import { inside, withVariables } from "./enclosure.ts";

const SUITE = "trixie";
/** To be raised when something below changes, so that an older root is not taken for it. */
const RECIPE = 1;

const MINUTE_MS = 60_000;

/** Where the ready prefix is, seen from inside: the settings and the disk C: of a Windows, which each run copies. */
export const READY_PREFIX = "/prefix";

/** Empty folders, for what a run binds to them: the root itself is read-only then. */
export const ROOMS = { project: "/a project", runtimes: "/runtimes" } as const;

/** The folder of that root. @throws if it cannot be had on this machine. */
export function provideDebian(): string {
  return once(`${SUITE}-${RECIPE}`, (root) => {
    debootstrap(root);
    // As this machine reaches its packages, so does the one inside.
    const settings = command("apt-config", ["dump"], MINUTE_MS);
    const proxies = settings.split("\n").filter((line) => /^Acquire::\w+::Proxy/.test(line));
    writeFileSync(join(root, "etc", "apt", "apt.conf.d", "00proxy"), `${proxies.join("\n")}\n`);
    install(root, ["wine", "wine64"]);
    for (const room of [READY_PREFIX, ...Object.values(ROOMS)]) mkdirSync(join(root, room));
    // What it runs as services would end only after some time.
    within(root, { WINEPREFIX: READY_PREFIX }, "wineboot --init && wineserver --wait", 5 * MINUTE_MS);
  });
}

/** Runs a line of a shell in a root that may be written to. */
export function within(
  root: string,
  variables: Readonly<Record<string, string>>,
  line: string,
  limitMs: number,
): string {
  const argv = withVariables(variables, ["sh", "-c", line]);
  return command("unshare", inside({ root, binds: [], readOnly: false }, argv), limitMs);
}

export function install(root: string, packages: readonly string[]): void {
  const line = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages.join(" ")} && apt-get clean`;
  within(root, {}, line, 10 * MINUTE_MS);
}

/** Somebody else may be installing. */
const WAITING = ["-o", "DPkg::Lock::Timeout=120"];

function debootstrap(root: string): void {
  const missing = spawnSync("debootstrap", ["--version"]).error !== undefined;
  let mirror = mirrorOfDebian();
  if (missing || mirror === null) {
    // It fails if only one of the sources does, and it need not be the one that serves us.
    spawnSync("apt-get", ["update", "-qq"], { timeout: 5 * MINUTE_MS });
    mirror = mirrorOfDebian();
  }
  if (mirror === null) throw new Error("apt knows no mirror of Debian");
  if (missing)
    command("apt-get", [...WAITING, "install", "-y", "-qq", "--no-install-recommends", "debootstrap"], 5 * MINUTE_MS);
  console.log("Making a Debian with Wine in the cache: this takes some minutes, once");
  // It mounts, too.
  const apart = ["--mount", "--propagation", "private"];
  command("unshare", [...apart, "debootstrap", "--variant=minbase", SUITE, root, mirror], 10 * MINUTE_MS);
}

/** As apt is configured on this machine. */
function mirrorOfDebian(): string | null {
  const about = ["Created-By: Packages", "Origin: Debian", "Label: Debian"];
  const found = spawnSync("apt-get", ["indextargets", "--format", "$(REPO_URI)", ...about], { encoding: "utf8" });
  return /\S+/.exec(found.stdout ?? "")?.[0] ?? null;
}
