/**
 * CTRL_BREAK for Wine 10. There, the event ends the main thread of the program that it should reach: on the side of Linux
 * it is SIGQUIT, with which Wine ends threads. Here it is SIGHUP, which nothing else uses, and that calls the handlers of
 * the program, as Windows is documented to do. So it is we who say what happens: it shows whom we send the event to, and
 * when, and not how Windows delivers it.
 *
 * A program that ignores CTRL_C does not ignore it after a CTRL_BREAK: Wine asks for both with one flag.
 */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "./cache.ts";
import { command } from "./command.ts";
import { install, within } from "./debian.ts";
import type { Bind } from "./enclosure.ts";

/** To be raised when something of it changes. */
const RECIPE = 1;

const MINUTE_MS = 60_000;

const TOOLS = [
  "gcc",
  "libc6-dev",
  "libunwind-dev",
  "autoconf",
  "autotools-dev",
  "flex",
  "bison",
  "dpkg-dev",
  "xz-utils",
];

/** Where Debian has what is made anew; nothing else of Wine is. */
const REPLACED = {
  "ntdll.so": "/usr/lib/x86_64-linux-gnu/wine/x86_64-unix/ntdll.so",
  wineserver: "/usr/lib/wine/wineserver64",
} as const;

const HANDLER = `static void break_handler( int signal, siginfo_t *siginfo, void *sigcontext )
{
    ucontext_t *context = init_handler( sigcontext );
    HANDLE thread;

    if (p__wine_ctrl_routine)
    {
        NtCurrentTeb()->Peb->ProcessParameters->ConsoleFlags &= ~1; /* CTRL_C is ignored */
        if (!NtCreateThreadEx( &thread, THREAD_ALL_ACCESS, NULL, NtCurrentProcess(), p__wine_ctrl_routine,
                               (void *)1 /* CTRL_BREAK_EVENT */, 0, 0, 0, 0, NULL ))
            NtClose( thread );
    }
    leave_handler( context );
}

`;

/** Each puts a text before another, or in its place. */
const EDITS = [
  { file: "server/console.c", find: "csi.signal = SIGQUIT;", put: "csi.signal = SIGHUP;", keep: false },
  { file: "dlls/ntdll/unix/signal_x86_64.c", find: "static void quit_handler(", put: HANDLER, keep: true },
  {
    file: "dlls/ntdll/unix/signal_x86_64.c",
    find: "    sig_act.sa_sigaction = quit_handler;",
    put: "    sig_act.sa_sigaction = break_handler;\n    if (sigaction( SIGHUP, &sig_act, NULL ) == -1) goto error;\n",
    keep: true,
  },
] as const;

/** What stands in for its counterpart in the root. @throws if it cannot be had. */
export function provideRepair(root: string): readonly Bind[] {
  const folder = once(`repaired-${RECIPE}`, (fresh) => {
    console.log("Making a Wine in which CTRL_BREAK works: this takes some minutes, once");
    const copy = join(fresh, "root");
    command("cp", ["-a", "--reflink=auto", root, copy], 5 * MINUTE_MS);
    const sources = join(copy, "etc", "apt", "sources.list");
    const binary = readFileSync(sources, "utf8");
    writeFileSync(sources, `${binary}\n${binary.replaceAll(/^deb /gm, "deb-src ")}`);
    install(copy, TOOLS);
    const version = `$(dpkg-query -W -f '\${source:Version}' wine)`;
    const fetch = `mkdir /build && cd /build && apt-get source -qq --download-only wine=${version} && dpkg-source -x *.dsc wine`;
    within(copy, {}, fetch, 5 * MINUTE_MS);
    for (const edit of EDITS) apply(join(copy, "build", "wine"), edit);
    const build = readFileSync(new URL("repair.sh", import.meta.url), "utf8");
    within(copy, {}, `cd /build/wine\n${build}`, 20 * MINUTE_MS);
    for (const name of Object.keys(REPLACED)) copyFileSync(join(copy, "build", name), join(fresh, name));
    rmSync(copy, { recursive: true });
  });
  return Object.entries(REPLACED).map(([name, to]) => [join(folder, name), to] as const);
}

function apply(source: string, { file, find, put, keep }: (typeof EDITS)[number]): void {
  const text = readFileSync(join(source, file), "utf8");
  if (text.split(find).length !== 2) throw new Error(`"${file}" of this Wine is another one: no single "${find}"`);
  writeFileSync(
    join(source, file),
    text.replace(find, () => (keep ? put + find : put)),
  );
}
