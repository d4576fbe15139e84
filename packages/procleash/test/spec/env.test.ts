// Promise: an environment is exactly what was asked for, and the safe one lets nothing in that can inject code.
import assert from "node:assert/strict";
import test from "node:test";
import { hostEnv, safeEnv } from "../../src/spec/env.ts";
import { mergeEnv } from "../../src/spec/merge-env.ts";
import { safePart } from "../../src/spec/safe-part.ts";

/** Sets variables of this process for the time of a test. */
function withHost(variables: Readonly<Record<string, string>>, check: () => void): void {
  const saved = { ...process.env };
  Object.assign(process.env, variables);
  try {
    check();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, saved);
  }
}

test("hostEnv() is the host's environment as it is now", () => {
  withHost({ PROCLEASH_NOW: "here" }, () => assert.deepEqual({ ...hostEnv() }, { ...process.env }));
  assert.equal(hostEnv()["PROCLEASH_NOW"], undefined);
});

test("hostEnv() sets what is given and removes what is undefined", () => {
  withHost({ PROCLEASH_A: "old", PROCLEASH_B: "old" }, () => {
    const env = hostEnv({ PROCLEASH_A: "new", PROCLEASH_B: undefined, PROCLEASH_C: "" });
    assert.equal(env["PROCLEASH_A"], "new");
    assert.equal("PROCLEASH_B" in env, false);
    assert.equal(env["PROCLEASH_C"], "");
    assert.equal(process.env["PROCLEASH_B"], "old", "the host's own environment is not touched");
  });
});

test("changing the result does not change the host's environment", () => {
  hostEnv()["PROCLEASH_LEAK"] = "1";
  safeEnv()["PROCLEASH_LEAK"] = "1";
  assert.equal(process.env["PROCLEASH_LEAK"], undefined);
});

test("safeEnv() has what programs need, and nothing that is not on the list", () => {
  withHost(
    {
      PATH: "/usr/bin:/bin",
      HOME: "/home/x",
      LANG: "C.UTF-8",
      TZ: "UTC",
      AWS_SECRET_ACCESS_KEY: "secret",
      GITHUB_TOKEN: "secret",
    },
    () => {
      const env = safeEnv();
      assert.deepEqual(
        [env["PATH"], env["HOME"], env["LANG"], env["TZ"]],
        ["/usr/bin:/bin", "/home/x", "C.UTF-8", "UTC"],
      );
      assert.ok(!Object.values(env).includes("secret"));
    },
  );
});

test("safeEnv() leaves out every variable that can inject code into a program", () => {
  const injectors = [
    "NODE_OPTIONS",
    "NODE_PATH",
    "NODE_EXTRA_CA_CERTS",
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "LD_AUDIT",
    "DYLD_INSERT_LIBRARIES",
    "DYLD_LIBRARY_PATH",
    "BASH_ENV",
    "ENV",
    "PROMPT_COMMAND",
    "SHELLOPTS",
    "BASHOPTS",
    "IFS",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PERL5OPT",
    "PERL5LIB",
    "RUBYOPT",
    "RUBYLIB",
    "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS",
    "GIT_SSH_COMMAND",
    "GIT_EXTERNAL_DIFF",
    "BUN_OPTIONS",
    "DENO_CERT",
    "GCONV_PATH",
    "PAGER",
    "EDITOR",
    "BASH_FUNC_ls%%",
    "BASH_FUNC_cd()",
  ];
  withHost(Object.fromEntries(injectors.map((name) => [name, "injected"])), () => {
    const env = safeEnv();
    assert.deepEqual(
      injectors.filter((name) => name in env),
      [],
    );
  });
});

test("safeEnv() leaves out a function of bash that hides behind an allowed name", () => {
  withHost({ TERM: "() { :; }; echo broken into", LC_ALL: "()  { :;}" }, () => {
    assert.equal("TERM" in safeEnv(), false);
    assert.equal("LC_ALL" in safeEnv(), false);
  });
});

test("what the caller adds to safeEnv() is passed as it is, and undefined removes", () => {
  withHost({ HOME: "/home/x" }, () => {
    const env = safeEnv({ NODE_OPTIONS: "--max-old-space-size=64", API_KEY: "k", HOME: undefined });
    assert.equal(env["NODE_OPTIONS"], "--max-old-space-size=64");
    assert.equal(env["API_KEY"], "k");
    assert.equal("HOME" in env, false);
  });
});

test("a variable may be called __proto__", () => {
  const changes = JSON.parse('{"__proto__":"own","toString":"own"}') as Record<string, string>;
  for (const env of [hostEnv(changes), safeEnv(changes)]) {
    assert.equal(Object.entries(env).find(([name]) => name === "__proto__")?.[1], "own");
    assert.equal(env["toString"], "own");
  }
});

test("on Windows, all spellings of a name are one variable: the later entry wins, with its spelling", () => {
  const merged = (...sources: Parameters<typeof mergeEnv>[0]): object => ({ ...mergeEnv(sources, true) });
  assert.deepEqual(merged({ Path: "host", A: "1" }, { PATH: "mine" }), { A: "1", PATH: "mine" });
  assert.deepEqual(merged({ Path: "host", A: "1" }, { pAtH: undefined }), { A: "1" });
  assert.deepEqual(merged({ Path: "host" }, { PATH: undefined }, { path: "again" }), { path: "again" });
  assert.deepEqual(merged({ b: "first", B: "last" }), { B: "last" });
  assert.deepEqual(merged({ B: "first", b: "last" }), { b: "last" }, "not the first of them in the alphabet");
  assert.deepEqual(merged({ größe: "1" }, { GRÖßE: "2" }), { GRÖßE: "2" });
  const proto = mergeEnv([JSON.parse('{"__proto__":"a"}') as Record<string, string>, { __PROTO__: "b" }], true);
  assert.deepEqual(Object.entries(proto), [["__PROTO__", "b"]]);
});

test("elsewhere they are two", () => {
  assert.deepEqual({ ...mergeEnv([{ Path: "a", PATH: "b" }, { path: undefined }], false) }, { Path: "a", PATH: "b" });
});

test("on Windows, the safe part has what programs need there, as it is spelled, and nothing else", () => {
  const host = {
    Path: "C:\\Windows",
    PATHEXT: ".EXE",
    ComSpec: "cmd.exe",
    SystemRoot: "C:\\Windows",
    SystemDrive: "C:",
    windir: "C:\\Windows",
    ProgramFiles: "C:\\Program Files",
    "ProgramFiles(x86)": "C:\\Program Files (x86)",
    ProgramData: "C:\\ProgramData",
    CommonProgramFiles: "C:\\Program Files\\Common Files",
    TEMP: "C:\\t",
    Tmp: "C:\\t",
    USERPROFILE: "C:\\Users\\x",
    LOCALAPPDATA: "C:\\Users\\x\\AppData\\Local",
  };
  const injectors = {
    NODE_OPTIONS: "x",
    Node_Options: "x",
    PSModulePath: "x",
    COR_PROFILER: "x",
    CORECLR_PROFILER_PATH: "x",
    __COMPAT_LAYER: "x",
    PYTHONPATH: "x",
    OPENSSL_CONF: "x",
    DOTNET_STARTUP_HOOKS: "x",
    GITHUB_TOKEN: "x",
    HOME: "x",
  };
  assert.deepEqual({ ...safePart({ ...host, ...injectors, OS: "() { :; }; calc" }, true) }, host);
  assert.deepEqual({ ...safePart({ path: "x", HOME: "h", home: "x" }, false) }, { HOME: "h" });
});
