// Promise: an environment is exactly what was asked for, and the safe one lets nothing in that can inject code.
import assert from "node:assert/strict";
import test from "node:test";
import { hostEnv, safeEnv } from "../../src/spec/env.ts";

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
