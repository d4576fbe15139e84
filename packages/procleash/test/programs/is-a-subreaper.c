// A process that takes in its own orphans, as the shim of a container does: one that ignores SIGTERM, in a session of its
// own. Prints the pids of both; they live for 30 s. Token.
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) {
  int told[2], orphan = pipe(told) + prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (fork() == 0) {
    if (fork() > 0) _exit(0);
    setsid(), signal(SIGTERM, SIG_IGN), orphan = getpid();
    return write(told[1], &orphan, sizeof orphan) < 0, (int)sleep(30);
  }
  return read(told[0], &orphan, sizeof orphan) < 0 || printf("pids %d %d\n", getpid(), orphan) < 0 || fflush(stdout) || sleep(30);
}
