/**
 * The little of each peer that we use. They are installed on demand, outside the workspace, so that the compiler cannot
 * look at their own types; what is wrong here fails in a run.
 */
declare module "execa" {
  interface Options {
    readonly stdin?: "ignore";
    readonly stdout?: "ignore";
    readonly stderr?: "ignore";
    readonly input?: Uint8Array;
    readonly buffer?: boolean;
    readonly encoding?: "buffer";
    readonly maxBuffer?: number;
    readonly reject?: boolean;
    readonly killDescendants?: boolean;
  }
  interface Subprocess extends Promise<{ readonly stdout: Uint8Array }> {
    iterable(): AsyncIterable<string>;
    iterable(options: { readonly binary: true }): AsyncIterable<Uint8Array>;
    kill(): boolean;
  }
  export function execa(file: string, args: readonly string[], options: Options): Subprocess;
}

declare module "tinyexec" {
  import type { ChildProcess } from "node:child_process";
  interface Options {
    readonly nodeOptions?: { readonly stdio: readonly ["ignore", "pipe", "pipe"] };
  }
  interface Job extends PromiseLike<unknown>, AsyncIterable<string> {
    readonly process: ChildProcess | undefined;
    kill(): boolean;
  }
  export function x(file: string, args: readonly string[], options?: Options): Job;
}

declare module "nano-spawn" {
  import type { ChildProcess } from "node:child_process";
  interface Subprocess extends Promise<unknown> {
    readonly stdout: AsyncIterable<string>;
    readonly nodeChildProcess: Promise<ChildProcess>;
  }
  type Stdin = "ignore" | { readonly string: string };
  function spawn(file: string, args: readonly string[], options: { readonly stdin: Stdin }): Subprocess;
  export { spawn as default };
}

declare module "zx" {
  interface Options {
    readonly stdio?: readonly ["ignore", "pipe", "pipe"];
    readonly input?: Uint8Array;
    readonly nothrow?: boolean;
    readonly quiet?: boolean;
  }
  interface Job extends Promise<unknown>, AsyncIterable<string> {
    buffer(): Promise<Uint8Array>;
    kill(signal: NodeJS.Signals): Promise<void>;
  }
  interface Shell {
    (pieces: TemplateStringsArray, ...values: readonly (string | readonly string[])[]): Job;
    (options: Options): Shell;
  }
  export const $: Shell;
}
