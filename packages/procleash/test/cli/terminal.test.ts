// Promise: in a terminal, a program under leash looks, to its user and to the shell, as if leash were not there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { examine } from "../../src/index.ts";
import { guardAgainstLeaks } from "../support/no-leaks.ts";
import { entries, token, waitGone, withToken } from "../support/processes.ts";
import { noScreen, openScreen } from "../support/screen.ts";
import type { Screen } from "../support/screen.ts";
import { isWarden } from "../support/wardens.ts";

guardAgainstLeaks();

const { findings } = await examine();
const offered = findings.some(({ name, status }) => name === "terminal" && status === "ok");
const bound = { timeout: 120_000 };

/** One screen a test. */
function onScreen(promise: string, needs: readonly string[], steps: (screen: Screen) => Promise<void>): void {
  test(promise, bound, async (t) => {
    const obstacle = offered ? noScreen(...needs) : "this containment gives every program a session of its own";
    if (obstacle !== null) return t.skip(obstacle);
    const screen = await openScreen(token("terminal"));
    try {
      await steps(screen);
    } finally {
      screen.close();
    }
  });
}

onScreen("an editor edits, is stopped by Ctrl-Z, and goes on after fg", ["vim"], async (screen) => {
  const file = join(screen.folder, "text");
  screen.enter(`leash -- vim -u NONE ${file}; echo "status "$?`);
  await screen.shows(/^~/);
  screen.type("ione");
  screen.press("Escape");
  await screen.shows(/^one$/);
  screen.press("C-z");
  await screen.shows(/^\[1\]\+ +Stopped +leash/);
  await screen.clear();
  screen.enter("fg");
  await screen.shows(/^one$/);
  screen.type("o");
  screen.type("two");
  screen.press("Escape");
  await screen.shows(/^two$/);
  screen.enter(":wq");
  await screen.shows(/^ready>/);
  assert.equal(readFileSync(file, "utf8"), "one\ntwo\n");
});

onScreen("a shell has its job control, and gives the terminal back when it ends", [], async (screen) => {
  screen.enter("PS1='inner> ' leash -- bash --norc --noprofile -i");
  await screen.shows(/^inner>/);
  screen.enter("cat");
  screen.enter("first");
  await screen.shows(/^first$/);
  screen.press("C-z");
  await screen.shows(/^\[1\]\+ +Stopped +cat/);
  await screen.clear();
  screen.enter("fg");
  await screen.shows(/^cat$/);
  screen.press("C-d");
  await screen.shows(/^inner> *$/);
  screen.enter('echo "level "$SHLVL; exit 7');
  await screen.shows(/^ready>/);
  screen.enter('echo "status "$?');
  await screen.shows(/^status 7$/);
});

onScreen("a shell that suspends itself suspends the job; fg brings it back", [], async (screen) => {
  screen.enter("PS1='inner> ' leash -- bash --norc --noprofile -i");
  await screen.shows(/^inner>/);
  screen.enter("suspend");
  await screen.shows(/^\[1\]\+ +Stopped/);
  await screen.clear();
  screen.enter("fg");
  await screen.shows(/leash -- bash/);
  screen.enter('echo "in "ner');
  await screen.shows(/^in ner$/);
  screen.enter("exit");
  await screen.shows(/^ready> *$/);
});

onScreen("Ctrl-C ends the program, and with it the loop of a shell script", [], async (screen) => {
  const line = "for i in 1 2 3; do leash -- sh -c 'echo \"wait \"$1; sleep 60' sh $i; done; echo ov''er";
  screen.enter(`sh -c '${line.replaceAll("'", "'\\''")}'`);
  await screen.shows(/^wait 1$/);
  screen.press("C-c");
  await screen.shows(/^ready> *$/);
  screen.enter('echo "status "$?');
  await screen.shows(/^status 130$/);
});

onScreen("what is typed reaches the program once", [], async (screen) => {
  screen.enter(
    `leash -- sh -c 'n=0; trap "n=\\$((n+1)); echo got=\\$n" INT; echo "go "on; until read x; do :; done; echo "n is "$n'`,
  );
  await screen.shows(/^go on$/);
  for (const count of [1, 2, 3, 4]) {
    screen.press("C-c");
    await screen.shows(new RegExp(`got=${count}$`));
  }
  screen.press("Enter");
  await screen.shows(/^n is 4$/);
  await screen.shows(/^ready> *$/);
});

onScreen("of a program that ignores Ctrl-C, the second one stops it", [], async (screen) => {
  screen.enter(`leash -- sh -c 'trap "" INT; echo "go "on; sleep 60 & wait; sleep 60'; echo "status "$?`);
  await screen.shows(/^go on$/);
  screen.press("C-c");
  await screen.shows(/\^C$/);
  screen.press("C-c");
  await screen.shows(/status 143$/);
});

onScreen(
  "a pipeline with leash in its middle: the pager has the keyboard, Ctrl-Z stops all",
  ["less"],
  async (screen) => {
    screen.enter("seq 1000 | leash -- grep 7 | less");
    await screen.shows(/^7$/);
    screen.press("G");
    await screen.shows(/^997$/);
    screen.press("C-z");
    await screen.shows(/^\[1\]\+ +Stopped +seq 1000 \| leash/);
    await screen.clear();
    screen.enter("fg");
    await screen.shows(/^997$/);
    screen.press("q");
    await screen.shows(/^ready> *$/);
  },
);

onScreen("the settings of the terminal are the program's to change", [], async (screen) => {
  screen.enter(`leash -- stty -icanon; stty -a | grep -o '.icanon'`);
  await screen.shows(/^-icanon$/);
  screen.enter(`leash -t 0.5 -- sh -c 'stty -isig; sleep 60'; stty -a | grep -oE '[-]?isig'`);
  await screen.shows(/^isig$/);
});

onScreen("in the background: reading stops it, fg lets it read, bg lets it run", [], async (screen) => {
  screen.enter("leash -- cat &");
  await screen.shows(/^\[1\] \d+$/);
  screen.enter("until jobs | grep Stop''ped; do :; done");
  await screen.shows(/^\[1\]\+ +Stopped +leash -- cat$/);
  screen.enter("fg");
  screen.enter("hello");
  await screen.shows(/^hello$/);
  screen.press("C-z");
  await screen.shows(/\^Z$/);
  screen.enter("fg");
  screen.press("C-d");
  await screen.shows(/^ready> *$/);
  await screen.clear();
  screen.enter(`leash -- sh -c 'echo "go "on; until test -e go; do sleep 0.1; done; echo "en"ded'`);
  await screen.shows(/^go on$/);
  screen.press("C-z");
  await screen.shows(/Stopped/);
  screen.enter("bg");
  await screen.shows(/ &$/);
  screen.enter("touch go");
  await screen.shows(/ended$/);
});

onScreen("the size of the window", [], async (screen) => {
  screen.enter(`leash -- bash -c 'trap "stty size" WINCH; echo "go "on; stty size; until read -t 0.1 x; do :; done'`);
  await screen.shows(/^24 80$/);
  screen.resize(100, 30);
  await screen.shows(/^30 100$/);
  screen.press("Enter");
  await screen.shows(/^ready>/);
});

onScreen("a prompt for a passphrase, though no stream is the terminal", ["ssh-keygen"], async (screen) => {
  const key = join(screen.folder, "key");
  screen.enter(`ssh-keygen -q -t ed25519 -N secret -f ${key} && echo "key "made`);
  await screen.shows(/^key made$/);
  await screen.clear();
  screen.enter(`leash -- ssh-keygen -y -f ${key} </dev/null >out 2>&1; cut -d' ' -f1 out`);
  await screen.shows(/passphrase/i);
  screen.enter("secret");
  await screen.shows(/^ssh-ed25519$/);
});

onScreen("sudo", ["sudo"], async (screen) => {
  screen.enter('leash -- sudo -k true; echo "status "$?');
  await screen.shows(/^status 0$|password/);
  screen.press("C-c");
});

onScreen(
  "a shell that is stopped by a timeout leaves the terminal to the script that called leash",
  [],
  async (screen) => {
    screen.enter(`sh -c 'leash -t 1 -- bash --norc -i; echo "status "$?; read x; echo "got "$x'`);
    await screen.shows(/^status 124$/);
    screen.enter("words");
    await screen.shows(/^got words$/);
  },
);

onScreen("the end of the terminal is the end of the tree", [], async (screen) => {
  const mark = token("hangup");
  const script = 'trap "" HUP INT; setsid -f sh -c "sleep 61; :" $0; echo "pids "$$; sleep 62; sleep 62';
  screen.enter(`leash -k 0.1 -- sh -c '${script}' ${mark}; : over`);
  await screen.shows(/^pids \d+$/);
  const named = withToken(mark);
  // Its arguments are not the program's any more.
  const warden = entries().find(({ pid, parent }) => named.some((member) => member.pid === parent) && isWarden(pid));
  const tree = warden === undefined ? named : [...named, warden];
  screen.close();
  assert.ok(tree.length >= 4, "leash, its warden, the program and its daemon");
  for (const member of tree) assert.ok(await waitGone(member), `${member.pid} is still there`);
});

onScreen("leash is killed: the editor dies, and the shell has the terminal", ["vim", "ps"], async (screen) => {
  const host = join(screen.folder, "host");
  screen.enter(`leash -- sh -c 'ps -o ppid= $PPID >${host}; exec vim -u NONE'`);
  await screen.shows(/^~/);
  process.kill(Number(readFileSync(host, "utf8")), "SIGKILL");
  // The prompt came at once, and was wiped away when the editor, asked to end, put the screen back.
  await screen.shows(/^Vim: Finished/);
  screen.enter('stty sane; echo "alive "still');
  await screen.shows(/alive still$/);
});
