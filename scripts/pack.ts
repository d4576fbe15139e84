/**
 * Makes the tarballs of a release: `npm run pack [-- FOLDER]`, by default into `out/`. One of the library, and one of each
 * warden that this machine can build. With `--complete`, a warden that it cannot build is a failure.
 *
 * The library names its platform packages as optional dependencies only when it is packed: in a checkout the wardens are
 * built, and `npm ci` must not ask a registry for packages that are not there yet.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { library, node, npm, root } from "./tools.ts";

/** Where wardens run. A static binary does not care which C library the system has. */
const TARGETS = [
  { os: "linux", cpu: "x64" },
  { os: "linux", cpu: "arm64" },
] as const;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly [field: string]: unknown;
}

export interface Packed {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Packs everything into a folder. @throws if a warden is missing and all are wanted. */
export function pack(folder: string, complete: boolean): { readonly library: Packed; readonly wardens: Packed[] } {
  mkdirSync(folder, { recursive: true });
  npm(["run", "--silent", "build"]);
  const { scripts: _, ...manifest } = JSON.parse(readFileSync(join(library, "package.json"), "utf8")) as Manifest;
  const wardens: Packed[] = [];
  for (const target of TARGETS) {
    const binary = buildWarden(`${target.os}-${target.cpu}`);
    if (binary !== null) wardens.push(packWarden(target, binary, manifest, folder));
    else if (complete) throw new Error(`Cannot pack: there is no warden for ${target.os} on ${target.cpu}`);
  }
  return { library: packLibrary(manifest, folder), wardens };
}

function buildWarden(target: string): string | null {
  node([...TSX, join(root, "scripts", "warden.ts"), "--target", target]);
  const binary = join(library, "warden", "build", target, "leash-warden");
  return existsSync(binary) ? binary : null;
}

const TSX = ["--import", "tsx"];

function packLibrary(manifest: Manifest, folder: string): Packed {
  const optionalDependencies = Object.fromEntries(
    TARGETS.map(({ os, cpu }) => [`@procleash/${os}-${cpu}`, manifest.version]),
  );
  return stage(folder, { ...manifest, optionalDependencies }, (to) => {
    for (const name of ["dist", "bin"]) cpSync(join(library, name), join(to, name), { recursive: true });
    for (const name of ["README.md", "LICENSE"]) copyFileSync(join(root, name), join(to, name));
  });
}

function packWarden(
  { os, cpu }: (typeof TARGETS)[number],
  binary: string,
  { version, license, engines }: Manifest,
  folder: string,
): Packed {
  const name = `@procleash/${os}-${cpu}`;
  const description = `The warden of procleash for ${os} on ${cpu}: the native helper that holds a tree of processes.`;
  return stage(
    folder,
    // Node's permission model and yarn's archives keep a program from being run where it is packed in.
    {
      name,
      version,
      description,
      license,
      engines,
      os: [os],
      cpu: [cpu],
      files: ["leash-warden"],
      preferUnplugged: true,
    },
    (to) => {
      copyFileSync(binary, join(to, "leash-warden"));
      chmodSync(join(to, "leash-warden"), 0o755);
      copyFileSync(join(root, "LICENSE"), join(to, "LICENSE"));
      writeFileSync(
        join(to, "README.md"),
        `# ${name}\n\n${description}\n\nIt is installed and started by \`procleash\`, and of no use without it.\n`,
      );
    },
  );
}

/** Lays a package out in a folder of its own, and packs that. */
function stage(folder: string, manifest: Manifest, lay: (to: string) => void): Packed {
  const to = mkdtempSync(join(tmpdir(), "procleash-pack-"));
  try {
    writeFileSync(join(to, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    lay(to);
    const [packed] = JSON.parse(npm(["pack", "--json", "--pack-destination", resolve(folder)], to)) as {
      filename: string;
      size: number;
    }[];
    if (packed === undefined) throw new Error(`Cannot pack ${manifest.name}: npm named no tarball`);
    return { name: manifest.name, path: join(resolve(folder), packed.filename), bytes: packed.size };
  } finally {
    rmSync(to, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { complete: { type: "boolean" } } });
  const { library: main, wardens } = pack(positionals[0] ?? join(root, "out"), values.complete ?? false);
  for (const { path, bytes } of [main, ...wardens]) console.log(`${bytes} bytes  ${path}`);
}
