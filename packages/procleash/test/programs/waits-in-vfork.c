// A parent that waits in vfork(2), uninterruptibly, for a child that never execs, 30 s. Prints the pids of both. Token.
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <unistd.h>
int main(void) {
  if (vfork() != 0) return 0;
  dprintf(STDOUT_FILENO, "pids %d %d\n", getppid(), getpid());
  alarm(30);
  pause();
  _exit(0);
}
