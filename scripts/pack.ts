/**
 * Makes the tarballs of a release: `npm run pack [-- FOLDER]`, by default into `out/`. One of the library, one of the MCP
 * server, and one for each platform whose native files this machine can build. With `--complete`, one that it cannot build is
 * a failure.
 *
 * The library names its platform packages as optional dependencies only when it is packed: in a checkout they are
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

interface Native {
  readonly room: string;
  readonly file: string;
  readonly mode: number;
}

/** The warden, and the addon that starts it. Neither cares which C library the system has. */
const ON_LINUX: readonly Native[] = [
  { room: "warden", file: "leash-warden", mode: 0o755 },
  { room: "addon", file: "leash-spawn.node", mode: 0o644 },
];

const ON_WINDOWS: readonly Native[] = [{ room: "warden", file: "leash-warden.exe", mode: 0o755 }];

interface Target {
  readonly os: string;
  readonly cpu: string;
  /** What its package holds. */
  readonly native: readonly Native[];
}

const TARGETS: readonly Target[] = [
  { os: "linux", cpu: "x64", native: ON_LINUX },
  { os: "linux", cpu: "arm64", native: ON_LINUX },
  { os: "win32", cpu: "x64", native: ON_WINDOWS },
];

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

/** Packs everything into a folder. @throws if a platform is missing and all are wanted. */
export function pack(
  folder: string,
  complete: boolean,
): { readonly library: Packed; readonly platforms: Packed[]; readonly server: Packed } {
  mkdirSync(folder, { recursive: true });
  npm(["run", "--silent", "build"]);
  const { scripts: _, ...manifest } = JSON.parse(readFileSync(join(library, "package.json"), "utf8")) as Manifest;
  const platforms: Packed[] = [];
  for (const target of TARGETS) {
    const binaries = buildNative(target);
    if (binaries !== null) platforms.push(packPlatform(target, binaries, manifest, folder));
    else if (complete) throw new Error(`Cannot pack: there is no compiler for ${target.os} on ${target.cpu}`);
  }
  return { library: packLibrary(manifest, folder), platforms, server: packServer(folder) };
}

/** Where the native files of a target are, in their order; null if one of them could not be built. */
function buildNative({ os, cpu, native }: Target): readonly string[] | null {
  const paths = native.map(({ room, file }) => {
    node([...TSX, join(root, "scripts", `${room}.ts`), "--target", `${os}-${cpu}`]);
    return join(library, room, "build", `${os}-${cpu}`, file);
  });
  return paths.every((path) => existsSync(path)) ? paths : null;
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

function packServer(folder: string): Packed {
  const mcp = join(root, "packages", "mcp");
  const {
    scripts: _,
    devDependencies: __,
    ...manifest
  } = JSON.parse(readFileSync(join(mcp, "package.json"), "utf8")) as Manifest;
  return stage(folder, manifest, (to) => {
    for (const name of ["dist", "bin", "docs"]) cpSync(join(mcp, name), join(to, name), { recursive: true });
    for (const name of ["README.md", "SECURITY.md"]) copyFileSync(join(mcp, name), join(to, name));
    copyFileSync(join(root, "LICENSE"), join(to, "LICENSE"));
  });
}

function packPlatform(
  { os, cpu, native }: Target,
  binaries: readonly string[],
  { version, license, engines }: Manifest,
  folder: string,
): Packed {
  const name = `@procleash/${os}-${cpu}`;
  const description = `The native part of procleash for ${os} on ${cpu}, which starts programs and holds everything that they start.`;
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
      files: native.map(({ file }) => file),
      preferUnplugged: true,
    },
    (to) => {
      for (const [index, { file, mode }] of native.entries()) {
        copyFileSync(binaries[index] as string, join(to, file));
        chmodSync(join(to, file), mode);
      }
      copyFileSync(join(root, "LICENSE"), join(to, "LICENSE"));
      writeFileSync(
        join(to, "README.md"),
        `# ${name}\n\n${description}\n\nIt is installed and used by \`procleash\`, and of no use without it.\n`,
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
  const { library: main, platforms, server } = pack(positionals[0] ?? join(root, "out"), values.complete ?? false);
  for (const { path, bytes } of [main, ...platforms, server]) console.log(`${bytes} bytes  ${path}`);
}
