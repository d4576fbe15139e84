// A daemon in a session of its own whose environment and memory nobody may read (not dumpable); it ignores SIGTERM and lives
// for 30 s. Its parent prints the pids of both and waits. Token.
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>
int main(void) {
  int told[2], daemon = pipe(told);
  if (fork() == 0) {
    if (fork() > 0) _exit(0);
    setsid(), signal(SIGTERM, SIG_IGN), prctl(PR_SET_DUMPABLE, 0), daemon = getpid();
    return write(told[1], &daemon, sizeof daemon) < 0, (int)sleep(30);
  }
  return read(told[0], &daemon, sizeof daemon) < 0 || printf("pids %d %d\n", getpid(), daemon) < 0 || fflush(stdout) || sleep(30);
}
