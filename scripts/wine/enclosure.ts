/**
 * Where Wine runs: in a root of its own, as a tree of processes and mounts of its own. The kernel ends all of its processes
 * with the first one, and its mounts with the last; so nothing of it stays, whatever happens to us.
 */

/** A path of this machine, and where it is seen inside. */
export type Bind = readonly [from: string, to: string];

export interface Enclosure {
  readonly root: string;
  readonly binds: readonly Bind[];
  /** What is in the cache stays as it was made. */
  readonly readOnly: boolean;
}

/** What a program inside knows of this machine: nothing that this machine's variables say gets in. */
const VARIABLES: Readonly<Record<string, string>> = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/tmp",
  XDG_RUNTIME_DIR: "/tmp",
  LANG: "C.UTF-8",
  DEBIAN_FRONTEND: "noninteractive",
  WINEDEBUG: "-all",
  // Else, a new prefix asks for downloads of .NET and of a browser.
  WINEDLLOVERRIDES: "mscoree,mshtml=",
};

const ENTER = `set -e
root=$1 mode=$2; shift 2
mount --bind "$root" "$root"
while [ "$1" != -- ]; do mount --bind "$1" "$root$2"; shift 2; done; shift
[ "$mode" = rw ] || mount -o remount,bind,ro "$root"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
exec chroot "$root" "$@"`;

/** The arguments with which `unshare` starts a program inside. */
export function inside({ root, binds, readOnly }: Enclosure, argv: readonly string[]): string[] {
  const apart = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];
  return [...apart, "sh", "-c", ENTER, "sh", root, readOnly ? "ro" : "rw", ...binds.flat(), "--", ...argv];
}

/** A command line with the variables of the enclosure, and some more, and no other. */
export function withVariables(more: Readonly<Record<string, string>>, argv: readonly string[]): string[] {
  const all = Object.entries({ ...VARIABLES, ...more }).map(([name, value]) => `${name}=${value}`);
  return ["env", "-i", ...all, ...argv];
}
