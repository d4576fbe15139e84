// A suite of one test, which leaks in the way that its argument names; the guard has to notice.
import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import test from "node:test";
import { start } from "../../src/index.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { token } from "../support/processes.ts";

const leak = process.argv[3];
guardAgainstLeaks(500);

const child = (): void =>
  spawn("/bin/sh", ["-c", "sleep 30; :", token("child")], { stdio: "ignore", detached: true }).unref();

test("leaks", async () => {
  if (leak === "a child with the token" || leak === "a failure with a child") child();
  if (leak === "a daemon without the token") spawn("/bin/sh", ["-c", "setsid sleep 30 & exit 0"], { stdio: "ignore" });
  if (leak === "a run that nobody awaited") await start("sleep", ["30"]).started;
  if (leak === "a descriptor") openSync("/dev/null", "r");
  if (leak === "a rejection") void Promise.reject(new Error("unhandled"));
  if (leak === "a rejection after the test")
    return void setImmediate(() => setImmediate(() => void Promise.reject(new Error("late"))));
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (leak === "a failure with a child") throw new Error("the test's own failure");
});
